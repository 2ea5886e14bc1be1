namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>Records and their clusters, worked out the obvious way: the oracle of the partition tests.</summary>
internal sealed class PlainProfiles
{
    private readonly List<PlainRecord> _records = [];
    private readonly Dictionary<(string Dataset, string Primary), PlainRecord> _newest = []; // older versions are not kept

    /// <summary>Gets the batches that have records left.</summary>
    public IReadOnlyList<Guid> Batches => [.. _records.Select(static record => record.BatchId).Distinct()];

    public void Add(PlainRecord record)
    {
        _records.Add(record);
        var key = (record.Dataset, record.Identities[0]);
        if (!_newest.TryGetValue(key, out var other) || record.Order.CompareTo(other.Order) > 0) _newest[key] = record;
    }

    public void Remove(Func<PlainRecord, bool> isSupplied)
    {
        _records.RemoveAll(record => isSupplied(record));
        foreach (var (key, record) in _newest.ToList())
        {
            if (isSupplied(record)) _newest.Remove(key);
        }
    }

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

        return [.. clusters.Select(ToProfile)];
    }

    private PlainProfile ToProfile(List<PlainRecord> cluster)
    {
        var identities = cluster.SelectMany(static record => record.Identities).ToHashSet();
        var newest = _newest.Values.Where(record => identities.Contains(record.Identities[0])).MaxBy(static record => record.Order);
        return new PlainProfile(identities, newest?.Points, cluster.Min(static record => record.Sequence));
    }

    /// <summary>Returns the profiles when links are not followed: what each primary identity's records say. The primary identity comes first.</summary>
    public IReadOnlyList<PlainProfile> ToPrimaryProfiles() => [.. _records.GroupBy(static record => record.Identities[0]).Select(own => new PlainProfile(
        own.SelectMany(static record => record.Identities).ToHashSet(),
        _newest.Values.Where(record => record.Identities[0] == own.Key).MaxBy(static record => record.Order)?.Points,
        own.Min(static record => record.Sequence)) { Primary = own.Key })];
}

/// <summary>One profile record.</summary>
/// <param name="Identities">Values of the namespace <c>crmid</c>, the primary one first.</param>
/// <param name="Points">The attribute.</param>
/// <param name="TimestampMs">Its time.</param>
/// <param name="Sequence">Its place in the order of commits.</param>
/// <param name="Dataset">Its dataset.</param>
/// <param name="BatchId">Its batch.</param>
internal sealed record PlainRecord(IReadOnlyList<string> Identities, long Points, long TimestampMs, long Sequence, string Dataset, Guid BatchId)
{
    public (long, long) Order => (TimestampMs, Sequence);

    public string ToJson()
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(TimestampMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null);
        var identities = string.Join(',', Identities.Select(static identity => $$"""{"id":"{{identity}}"}"""));
        return $$$"""{"identityMap":{"CRMID":[{{{identities}}}]},"timestamp":"{{{time}}}","loyalty":{"points":{{{Points}}}}}""";
    }
}

/// <summary>One profile.</summary>
/// <param name="Identities">Its identities.</param>
/// <param name="Points">Its points, or null.</param>
/// <param name="Oldest">Its first record that is left.</param>
internal sealed record PlainProfile(IReadOnlySet<string> Identities, long? Points, long Oldest)
{
    /// <summary>Gets the primary identity, where links are not followed.</summary>
    public string? Primary { get; init; }
}
