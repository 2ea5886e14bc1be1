using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Tests.Merging;

/// <summary>One record as the tests make it, before it becomes a line of JSON.</summary>
internal sealed record SampleRecord(
    string Dataset, long TimestampMs, IReadOnlyList<(string Namespace, string Value)> Identities, JsonObject? Attributes, IReadOnlyList<SampleEvent> Events)
{
    /// <summary>Writes an envelope; a record without attributes is an event.</summary>
    public string ToLine()
    {
        JsonObject entity;
        if (Attributes is null)
        {
            entity = EventJson(Events[0]);
        }
        else
        {
            entity = (JsonObject)Attributes.DeepClone();
            entity.Add("identityMap", IdentityMap());
            if (Events.Count > 0) entity.Add("xEvent", new JsonArray([.. Events.Select(item => (JsonNode)EventJson(item))]));
        }

        return new JsonObject { ["datasetId"] = Dataset, ["timestamp"] = Time(TimestampMs), ["entity"] = entity }.ToJsonString();
    }

    /// <summary>An event as it is sent: one with a record of its own has the identities of the record.</summary>
    public JsonObject EventJson(SampleEvent item)
    {
        var json = item.ToJson();
        if (Attributes is null) json.Add("identityMap", IdentityMap());
        return json;
    }

    private JsonObject IdentityMap()
    {
        var map = new JsonObject();
        foreach (var group in Identities.GroupBy(identity => identity.Namespace))
            map.Add(group.Key, new JsonArray([.. group.Select(identity => (JsonNode)new JsonObject { ["id"] = identity.Value, ["primary"] = identity == Identities[0] })]));
        return map;
    }

    public static string Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
}

internal sealed record SampleEvent(string Id, long TimestampMs, string Type)
{
    public JsonObject ToJson() => new() { ["_id"] = Id, ["timestamp"] = SampleRecord.Time(TimestampMs), ["eventType"] = Type };
}

/// <summary>The rules of merging once more, slow and plain: from all records at once to the merged profiles.</summary>
internal static class ReferenceMerger
{
    /// <summary>Returns the merged profiles as canonical JSON, in ordinal order. Every record has a timestamp of its own.</summary>
    public static string[] Merge(IReadOnlyList<SampleRecord> records, MergePolicy policy) =>
        [.. Profiles(records, policy.Graph).Where(profile => IdentityCount(profile.Records) <= 50).Select(profile => RowJson.Canonical(MergeProfile(profile, policy))).Order(StringComparer.Ordinal)];

    // An event is one thing in its whole component, whichever of its records' primary identities a graph mode asks about.
    private static IEnumerable<SampleProfile> Profiles(IReadOnlyList<SampleRecord> records, IdentityGraph graph)
    {
        foreach (var component in Components(records))
        {
            var events = component.SelectMany(record => record.Events.Select(item => (Record: record, Event: item)))
                .GroupBy(entry => (entry.Record.Dataset, entry.Event.Id))
                .Select(versions => versions.MaxBy(version => version.Event.TimestampMs)).ToList();
            if (graph == IdentityGraph.Pdg)
            {
                yield return new SampleProfile(component, events, component.Select(record => KeyOf(record.Identities[0])).ToHashSet());
                continue;
            }

            foreach (var own in component.GroupBy(record => KeyOf(record.Identities[0])))
                yield return new SampleProfile([.. own], [.. events.Where(entry => KeyOf(entry.Record.Identities[0]) == own.Key)], [own.Key]);
        }
    }

    public static List<List<SampleRecord>> Components(IEnumerable<SampleRecord> records)
    {
        var components = new List<(HashSet<string> Keys, List<SampleRecord> Records)>();
        foreach (var record in records)
        {
            var keys = record.Identities.Select(KeyOf).ToHashSet();
            var joined = components.Where(component => component.Keys.Overlaps(keys)).ToArray();
            components.RemoveAll(component => joined.Contains(component));
            keys.UnionWith(joined.SelectMany(component => component.Keys));
            components.Add((keys, [.. joined.SelectMany(component => component.Records), record]));
        }

        return [.. components.Select(component => component.Records)];
    }

    public static int IdentityCount(List<SampleRecord> component) => component.SelectMany(record => record.Identities).Select(KeyOf).Distinct().Count();

    private static string KeyOf((string Namespace, string Value) identity) => $"{identity.Namespace.ToLowerInvariant()}\0{Exact(identity)}";

    private static string Exact((string Namespace, string Value) identity) =>
        identity.Namespace.Equals("email", StringComparison.OrdinalIgnoreCase) ? identity.Value.ToLowerInvariant() : identity.Value;

    private static JsonObject MergeProfile(SampleProfile source, MergePolicy policy)
    {
        var records = source.Records;
        var profile = new JsonObject();
        // From the weakest to the strongest, each overwrites what is there.
        foreach (var fragment in Fragments(records, policy)) Overwrite(profile, fragment.Attributes!);
        profile.Add("identityMap", IdentityMap(source));
        var events = Events(source);
        if (events.Count > 0) profile.Add("xEvent", events);
        return profile;
    }

    private static IEnumerable<SampleRecord> Fragments(List<SampleRecord> records, MergePolicy policy)
    {
        var newest = records.Where(record => record.Attributes is not null)
            .GroupBy(record => (record.Dataset, KeyOf(record.Identities[0])))
            .Select(versions => versions.MaxBy(record => record.TimestampMs)!);
        if (policy.AttributeMerge == AttributeMerge.TimestampOrdered) return newest.OrderBy(record => record.TimestampMs);
        var order = policy.DatasetOrder.ToList();
        return newest.Where(record => order.Contains(record.Dataset)).OrderByDescending(record => order.IndexOf(record.Dataset)).ThenBy(record => record.TimestampMs);
    }

    private static void Overwrite(JsonObject target, JsonObject source)
    {
        foreach (var (name, value) in source)
        {
            if (value is null) continue;
            if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject existing) target[name] = existing = [];
                Overwrite(existing, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static JsonObject IdentityMap(SampleProfile source)
    {
        var map = new JsonObject();
        var namespaces = source.Records.SelectMany(record => record.Identities.Select(identity => (Record: record, Identity: identity)))
            .GroupBy(entry => entry.Identity.Namespace.ToLowerInvariant());
        foreach (var entries in namespaces)
        {
            var speller = entries.OrderBy(entry => entry.Record.Attributes is not null).ThenBy(entry => entry.Record.TimestampMs).Last();
            // of the spellings of one record the first one counts, because the others name the same identity or another one of the same record
            var spelling = speller.Record.Identities.First(identity => identity.Namespace.ToLowerInvariant() == entries.Key).Namespace;
            var items = entries.Select(entry => Exact(entry.Identity)).Distinct()
                .Select(value => (Value: value, IsPrimary: entries.Any(entry => Exact(entry.Identity) == value && source.Primaries.Contains(KeyOf(entry.Identity)))))
                .OrderByDescending(item => item.IsPrimary).ThenBy(item => item.Value, StringComparer.Ordinal)
                .Select(item => item.IsPrimary ? new JsonObject { ["id"] = item.Value, ["primary"] = true } : new JsonObject { ["id"] = item.Value });
            map.Add(spelling, new JsonArray([.. items.Select(item => (JsonNode)item)]));
        }

        return map;
    }

    private static JsonArray Events(SampleProfile source)
    {
        var ordered = source.Events
            .OrderBy(entry => entry.Event.TimestampMs).ThenBy(entry => entry.Record.Dataset, StringComparer.Ordinal).ThenBy(entry => entry.Event.Id, StringComparer.Ordinal);
        return new JsonArray([.. ordered.Select(entry => (JsonNode)entry.Record.EventJson(entry.Event))]);
    }

    private sealed record SampleProfile(List<SampleRecord> Records, List<(SampleRecord Record, SampleEvent Event)> Events, HashSet<string> Primaries);
}
