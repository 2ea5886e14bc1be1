namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>Records and their clusters, worked out the obvious way: the oracle of the partition tests.</summary>
internal sealed class PlainProfiles
{
    private readonly List<PlainRecord> _records = [];

    public void Add(PlainRecord record) => _records.Add(record);

    /// <summary>Returns the profiles: the sets of identities that are linked, each with its newest points.</summary>
    public IReadOnlyList<PlainProfile> ToProfiles()
    {
        var clusters = new List<List<PlainRecord>>();
        foreach (var record in _records)
        {
            var linked = clusters.Where(cluster => cluster.Any(other => other.Identities.Intersect(record.Identities).Any())).ToList();
            clusters.RemoveAll(linked.Contains);
            clusters.Add([.. linked.SelectMany(static cluster => cluster), record]);
        }

        return [.. clusters.Select(static cluster => new PlainProfile(
            cluster.SelectMany(static record => record.Identities).ToHashSet(),
            cluster.MaxBy(static record => (record.TimestampMs, record.Sequence))!.Points))];
    }

    /// <summary>Returns the profiles when links are not followed: what each primary identity's records say. The primary identity comes first.</summary>
    public IReadOnlyList<PlainProfile> ToPrimaryProfiles() => [.. _records.GroupBy(static record => record.Identities[0]).Select(static own => new PlainProfile(
        own.SelectMany(static record => record.Identities).ToHashSet(),
        own.MaxBy(static record => (record.TimestampMs, record.Sequence))!.Points) { Primary = own.Key })];
}

/// <summary>One profile record.</summary>
/// <param name="Identities">Values of the namespace <c>crmid</c>, the primary one first.</param>
/// <param name="Points">The attribute.</param>
/// <param name="TimestampMs">Its time.</param>
/// <param name="Sequence">Its place in the order of commits.</param>
internal sealed record PlainRecord(IReadOnlyList<string> Identities, long Points, long TimestampMs, long Sequence)
{
    public string ToJson()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
        var identities = string.Join(',', Identities.Select(static identity => $$"""{"id":"{{identity}}"}"""));
        return $$$"""{"identityMap":{"CRMID":[{{{identities}}}]},"timestamp":"{{{time}}}","loyalty":{"points":{{{Points}}}}}""";
    }
}

/// <summary>One profile.</summary>
internal sealed record PlainProfile(IReadOnlySet<string> Identities, long Points)
{
    /// <summary>Gets the primary identity, where links are not followed.</summary>
    public string? Primary { get; init; }
}
