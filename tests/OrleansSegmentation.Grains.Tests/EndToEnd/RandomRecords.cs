using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Records with several datasets, identities that link profiles, and events; each with a timestamp of its own.</summary>
internal sealed class RandomRecords(int seed, DateTimeOffset now)
{
    private const long Day = 86_400_000;
    private static readonly string[] Countries = ["US", "DE", "FR", "JP"];
    private static readonly string[] Tiers = ["gold", "silver", "bronze"];
    private static readonly string[] EventTypes = ["commerce.purchases", "web.webpagedetails.pageViews", "commerce.productViews"];

    private readonly Random _random = new(seed);
    private long _sequence;

    public List<SampleRecord> All { get; } = [];

    /// <summary>Makes more records.</summary>
    /// <returns>Their lines.</returns>
    public IReadOnlyList<string> Next(int count)
    {
        var records = Enumerable.Range(0, count).Select(_ => NextRecord()).ToList();
        All.AddRange(records);
        return [.. records.Select(static record => record.ToLine())];
    }

    private SampleRecord NextRecord()
    {
        // A record is newer than all before with a chance of one half only: the order of records is not that of their times.
        var time = now.ToUnixTimeMilliseconds() - 90 * Day + (_random.Next(2) == 0 ? _sequence : _random.Next(1_000) * 1_000_000L + _sequence);
        _sequence++;
        var dataset = _random.Next(3) switch { 0 => "crm", 1 => "web", _ => "shop" };
        if (_random.Next(4) == 0) return new SampleRecord(dataset, time, NextIdentities(), null, [NextEvent()]);
        var events = Enumerable.Range(0, _random.Next(3)).Select(_ => NextEvent()).ToList();
        return new SampleRecord(dataset, time, NextIdentities(), NextAttributes(), events);
    }

    private List<(string Namespace, string Value)> NextIdentities()
    {
        var identities = new List<(string Namespace, string Value)>();
        for (var count = _random.Next(8) == 0 ? 2 : 1; count > 0; count--)
        {
            identities.Add(_random.Next(3) switch
            {
                0 => ("Email", $"user{_random.Next(150)}@example.com"),
                1 => ("ECID", $"{_random.Next(150)}"),
                _ => ("CRMID", $"c-{_random.Next(150)}"),
            });
        }

        return [.. identities.Distinct()];
    }

    private JsonObject NextAttributes()
    {
        var attributes = new JsonObject();
        if (_random.Next(4) != 0) attributes["workAddress"] = new JsonObject { ["country"] = Pick(Countries), ["city"] = $"city {_random.Next(5)}" };
        if (_random.Next(2) == 0) attributes["loyalty"] = new JsonObject { ["points"] = _random.Next(1_000), ["tier"] = _random.Next(5) == 0 ? null : Pick(Tiers) };
        if (_random.Next(3) == 0) attributes["tags"] = new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => (JsonNode)$"tag_{_random.Next(6)}")]);
        if (_random.Next(3) == 0) attributes["consents"] = new JsonObject { ["email"] = _random.Next(2) == 0 };
        return attributes;
    }

    private SampleEvent NextEvent() => new(
        $"e{_random.Next(100_000)}-{_sequence++}", now.ToUnixTimeMilliseconds() - (long)(_random.NextDouble() * 60 * Day), Pick(EventTypes));

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
