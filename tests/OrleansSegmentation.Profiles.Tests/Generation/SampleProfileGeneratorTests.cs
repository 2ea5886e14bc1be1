using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using OrleansSegmentation.Profiles.Generation;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Partitions;
using OrleansSegmentation.Profiles.Tests.Records;

namespace OrleansSegmentation.Profiles.Tests.Generation;

public sealed class SampleProfileGeneratorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 18, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Records_OfOneSeed_NeverChange() => // published samples and counts are made from them
        Assert.Equal("dba1f6ec2a3cc911", XxHash64.HashToUInt64(Write(42, 0, 500)).ToString("x16", CultureInfo.InvariantCulture));

    [Fact]
    public void Records_WrittenInParts_AreTheSame()
    {
        var whole = Write(7, 0, 300);
        byte[] parts = [.. Write(7, 0, 1), .. Write(7, 1, 150), .. Write(7, 151, 149)];
        Assert.Equal(whole, parts);
        Assert.NotEqual(whole, Write(8, 0, 300));
    }

    [Fact]
    public void Records_OfManyProfiles_AreAllAcceptedAndEachProfileIsOneCluster()
    {
        const int Count = 5_000;
        using var stream = new MemoryStream();
        var recordCount = new SampleProfileGenerator(1).WriteRecords(stream, 0, Count, Now);
        var batch = RecordReader.ReadNdjson(stream.ToArray(), RecordReading.Options);
        Assert.Empty(batch.Rejections);
        Assert.Equal(recordCount, batch.Accepted);
        Assert.InRange(recordCount, Count * 1.03, Count * 1.08);

        var sandbox = new TestSandbox(4);
        _ = sandbox.Apply(batch.Payload);
        Assert.Equal(Count, sandbox.Partitions.Sum(partition => partition.LiveCount));
    }

    [Fact]
    public void Records_OfManyProfiles_HaveTheShapeTheyShouldHave()
    {
        const int Count = 4_000;
        var sandbox = new TestSandbox(1);
        _ = sandbox.Apply(RecordReader.ReadNdjson(Write(3, 0, Count), RecordReading.Options).Payload);
        var profiles = sandbox.Rows(new MergePolicy(Guid.NewGuid(), 1, AttributeMerge.TimestampOrdered, [])).Select(row => JsonDocument.Parse(row).RootElement).ToArray();

        AssertShare(profiles, 0.15, profile => Find(profile, "person", "birthDate") is null);
        AssertShare(profiles, 0.25, profile => Find(profile, "workAddress", "country") is null);
        AssertShare(profiles, 0.40, profile => Find(profile, "loyalty", "tier") is null);
        AssertShare(profiles, 0.60, profile => Find(profile, "productViews") is null, tolerance: 0.05);
        AssertShare(profiles, 0.25, profile => Find(profile, "xEvent") is null);
        AssertShare(profiles, 0.20, profile => Find(profile, "consents", "marketing", "email", "val") is null);
        AssertShare(profiles, 0.06, profile => Find(profile, "personalEmail") is null, tolerance: 0.06);
        Assert.InRange(profiles.Select(profile => Find(profile, "homeAddress", "city")?.GetString()).Distinct().Count(), 1_000, 4_000);
        Assert.InRange(profiles.Count(profile => Find(profile, "homeAddress", "countryCode")?.GetString() == "US"), Count / 8, Count / 3);

        var events = profiles.SelectMany(profile => Find(profile, "xEvent") is { } list ? list.EnumerateArray().ToArray() : []).ToArray();
        Assert.InRange((double)events.Length / Count, 7.6, 8.6);
        Assert.InRange(profiles.Max(profile => Find(profile, "xEvent")?.GetArrayLength() ?? 0), 38, 40);
        AssertShare(events, 0.34, item => item.GetProperty("eventType").GetString() == "web.webpagedetails.pageViews" && Find(item, "web", "webPageDetails", "name") is not null);
        AssertShare(events, 0.06, item => item.GetProperty("eventType").GetString() == "commerce.purchases");
        var times = events.Select(item => item.GetProperty("timestamp").GetDateTimeOffset()).ToArray();
        Assert.All(times, time => Assert.InRange(time, Now.AddDays(-365), Now));
        Assert.InRange(times.Count(time => time > Now.AddDays(-91.25)), 0.45 * times.Length, 0.55 * times.Length); // half of them in the last quarter

        var purchases = events.Where(item => Find(item, "commerce", "order", "priceTotal") is not null).ToArray();
        Assert.NotEmpty(purchases);
        Assert.All(purchases, item => Assert.Equal(
            Math.Round(item.GetProperty("productListItems").EnumerateArray().Sum(product => product.GetProperty("priceTotal").GetDouble()), 2),
            Math.Round(Find(item, "commerce", "order", "priceTotal")!.Value.GetDouble(), 2)));
    }

    [Fact]
    public void Records_Lines_AreValidJsonOfRealisticLength()
    {
        var lines = Encoding.UTF8.GetString(Write(5, 1_000_000, 500)).TrimEnd('\n').Split('\n');
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
        Assert.InRange(lines.Average(line => line.Length), 1_200, 2_200);
    }

    [Fact]
    public void Countries_AreDistinctAndAtLeast200()
    {
        Assert.Equal(SampleNames.Countries.Length, SampleNames.Countries.Distinct().Count());
        Assert.InRange(SampleNames.Countries.Length, 200, 250);
        Assert.Equal(SampleCatalog.CityCount, SampleCatalog.Instance.Cities.Select(city => city.ToString()).Distinct().Count());
    }

    private static byte[] Write(int seed, long first, long count)
    {
        using var stream = new MemoryStream();
        new SampleProfileGenerator(seed).WriteRecords(stream, first, count, Now);
        return stream.ToArray();
    }

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out element)) return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    private static void AssertShare(JsonElement[] all, double expected, Func<JsonElement, bool> isCounted, double tolerance = 0.03) =>
        Assert.InRange((double)all.Count(isCounted) / all.Length, expected - tolerance, expected + tolerance);
}
