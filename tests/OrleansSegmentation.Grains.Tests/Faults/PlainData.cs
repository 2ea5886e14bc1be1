using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Tests.EndToEnd;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>What a log means, worked out the slow and plain way: which records are there at an epoch, and what they come to.</summary>
internal sealed class PlainData
{
    private readonly List<LogEntry> _entries;
    private readonly Expectations _expected;
    private readonly Dictionary<Guid, Recount> _recounts;

    /// <param name="entries">The whole log.</param>
    /// <param name="expected">What clients sent.</param>
    /// <param name="recounts">Counts of published jobs that are known already; new ones are added.</param>
    public PlainData(IEnumerable<LogEntry> entries, Expectations expected, Dictionary<Guid, Recount> recounts)
    {
        (_entries, _expected, _recounts) = ([.. entries], expected, recounts);
        Records = RecordsUntil(_entries.Count);
        Components = [.. ReferenceMerger.Components(Records).Select(static component =>
            component.SelectMany(static record => record.Identities).Select(static identity => identity.Value).ToHashSet(StringComparer.Ordinal))];
    }

    /// <summary>Gets the records at the end of the log.</summary>
    public IReadOnlyList<SampleRecord> Records { get; }

    /// <summary>Gets the identities of each profile at the end of the log.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Components { get; }

    /// <summary>Gets all items of a kind, in order.</summary>
    public IEnumerable<T> Items<T>() => _entries.SelectMany(static entry => entry.Items).OfType<T>();

    /// <summary>Returns the log time of an epoch.</summary>
    public long TimeOf(long epoch) => _entries[(int)epoch - 1].TimeMs;

    /// <summary>Returns whether something was deleted after an epoch.</summary>
    public bool IsDeletedAfter(long epoch) => _entries.Skip((int)epoch).Any(static entry => entry.Items.Any(static item => item is RemoveItem));

    /// <summary>Returns the profiles at the end of the log as canonical JSON, in ordinal order.</summary>
    public IReadOnlyList<string> MergeProfiles(MergePolicySnapshot policy) => ReferenceMerger.Merge(Records, PolicyConversion.ToMergePolicy(policy));

    /// <summary>Counts the members of a published job.</summary>
    public Recount RecountOf(PublishItem publish)
    {
        if (_recounts.TryGetValue(publish.JobId, out var recount)) return recount;
        var accepted = Items<AcceptItem>().Single(accept => accept.JobId == publish.JobId);
        var policies = accepted.Policies.ToDictionary(static policy => policy.Id, PolicyConversion.ToMergePolicy);
        recount = new Recount(RecordsUntil(publish.StartEpoch), TimeOf(publish.StartEpoch));
        foreach (var segment in accepted.Segments.OrderBy(static segment => segment.Segment!.Expression.Value.Contains("inSegment", StringComparison.Ordinal)))
            recount.Add(segment.SegmentId, segment.Segment!.Expression.Value, policies[segment.Segment.MergePolicyId]);
        _recounts.Add(publish.JobId, recount);
        return recount;
    }

    // The scripts' records never replace each other when they are deleted, so what is left is what was sent without them.
    private List<SampleRecord> RecordsUntil(long epoch)
    {
        var records = new List<(SampleRecord Record, Guid BatchId, long Epoch)>();
        foreach (var entry in _entries.Take((int)epoch))
        {
            foreach (var item in entry.Items)
            {
                if (item is BatchItem batch) records.AddRange(_expected.Find(batch.Receipt.BatchId).Records.Select(record => (record, batch.Receipt.BatchId, entry.Epoch)));
                else if (item is RemoveItem { Source: var source } removal)
                {
                    var profile = source.EntityNumber is null ? null : ProfileOf(_expected.Removals[removal.RemovalId], records.Select(static record => record.Record));
                    records.RemoveAll(record => profile?.Contains(record.Record)
                        ?? (record.Epoch <= source.UpToEpoch && (record.BatchId == source.BatchId || record.Record.Dataset == source.DataSetId)));
                }
            }
        }

        return [.. records.Select(static record => record.Record)];
    }

    private static List<SampleRecord> ProfileOf(string identity, IEnumerable<SampleRecord> records) =>
        ReferenceMerger.Components(records).Single(component => component.Exists(record => record.Identities.Any(own => own.Value == identity)));
}
