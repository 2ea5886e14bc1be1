using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Results;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>The memberships of one partition in all segments: a pure function of the log prefix applied to it.</summary>
/// <remarks>Changed by the apply loop only. <see cref="Share"/> gives out what nobody changes any more.</remarks>
internal sealed class MembershipTable(int partition)
{
    private readonly Dictionary<Guid, SegmentMembership> _segments = [];
    private readonly HashSet<Guid> _shared = []; // copied before the next change
    private readonly Lineage _lineage = new();
    private readonly SortedSet<(long Epoch, Guid JobId)> _pins = [];

    /// <summary>Gets how many jobs pin an epoch.</summary>
    public int PinCount => _pins.Count;

    /// <summary>Gets the memberships; read them at once, they change.</summary>
    public IReadOnlyDictionary<Guid, SegmentMembership> Segments => _segments;

    /// <summary>Returns the memberships as they are now and stay.</summary>
    public IReadOnlyDictionary<Guid, SegmentMembership> Share()
    {
        _shared.UnionWith(_segments.Keys);
        return new Dictionary<Guid, SegmentMembership>(_segments);
    }

    /// <summary>Puts a membership in place: from a checkpoint.</summary>
    public void Load(Guid segmentId, SegmentMembership membership) => _segments[segmentId] = membership;

    /// <summary>A job starts to read the state at this epoch: from now on, what flows where is remembered.</summary>
    public void Pin(Guid jobId, long epoch) => _pins.Add((epoch, jobId));

    /// <summary>A job ended.</summary>
    public void Unpin(Guid jobId)
    {
        _pins.RemoveWhere(pin => pin.JobId == jobId);
        _lineage.Trim(_pins.Count == 0 ? long.MaxValue : _pins.Min.Epoch);
    }

    /// <summary>The definition is gone, and its membership with it.</summary>
    public void Drop(Guid segmentId)
    {
        _segments.Remove(segmentId);
        _shared.Remove(segmentId);
    }

    /// <summary>Reads what moves with a cluster.</summary>
    public MovedMembership Read(int number)
    {
        var records = new List<MembershipRecord>();
        foreach (var (segmentId, membership) in _segments.OrderBy(static segment => segment.Key))
        {
            if (membership.Find(segmentId, number) is { } record) records.Add(record);
        }

        return new MovedMembership(records, [.. _lineage.Find(number)]);
    }

    /// <summary>A cluster of this partition flowed into another one.</summary>
    public void Retire(int number, long epoch)
    {
        foreach (var segmentId in _segments.Keys.ToList())
        {
            if (_segments[segmentId].Find(segmentId, number) is not null) Change(segmentId).Remove(number);
        }

        if (_pins.Count > 0) _lineage.Retire(number, epoch);
    }

    /// <summary>A profile of this partition was deleted.</summary>
    public void Delete(int number, long epoch)
    {
        foreach (var segmentId in _segments.Keys.ToList())
        {
            if (_segments[segmentId].Find(segmentId, number) is not null) Change(segmentId).Delete(number);
        }

        if (_pins.Count > 0) _lineage.Delete(number, epoch);
    }

    /// <summary>A cluster flowed into one of this partition.</summary>
    public void Join(int number, ClusterRef loser, MovedMembership moved, long epoch)
    {
        foreach (var record in moved.Records)
        {
            // A definition that was deleted since has no membership here or anywhere.
            if (_segments.ContainsKey(record.SegmentId)) Change(record.SegmentId).Join(number, record);
        }

        if (_pins.Count > 0) _lineage.Join(number, loser, moved.Lineage, epoch);
    }

    /// <summary>Returns the partitions whose results are needed to publish a job that read the state at <paramref name="startEpoch"/>.</summary>
    public IReadOnlyCollection<int> FindSourcePartitions(long startEpoch) =>
    [
        .. _lineage.Sources.Values.SelectMany(static sources => sources)
            .Concat(_lineage.Removed.Values.SelectMany(static removed => removed.Sources))
            .Where(source => source.Epoch > startEpoch)
            .Select(static source => source.Cluster.Partition)
            .Append(partition).Distinct().Order(),
    ];

    /// <summary>Replaces the membership of one segment by the result of a job, carried to the clusters of today.</summary>
    /// <param name="segmentId">The segment.</param>
    /// <param name="startEpoch">The epoch that the job read.</param>
    /// <param name="nowMs">Its evaluation instant.</param>
    /// <param name="outcomes">The outcome for the segment in each partition of <see cref="FindSourcePartitions"/>.</param>
    public void Publish(Guid segmentId, long startEpoch, long nowMs, IReadOnlyDictionary<int, SegmentOutcome> outcomes)
    {
        var own = outcomes[partition];
        var membership = new SegmentMembership
        {
            IdentityGraph = own.IdentityGraph,
            QualifiedAtMs = nowMs,
            Realized = own.Realized.Copy(),
            Exited = own.Exited.ToDictionary(static exited => exited.Number, static exited => exited.AtMs),
        };
        foreach (var (number, epoch) in _lineage.Retired)
        {
            if (epoch > startEpoch) membership.Remove(number); // it is found through the lineage of another number, here or elsewhere
        }

        foreach (var (number, sources) in _lineage.Sources)
        {
            foreach (var source in sources.Where(source => source.Epoch > startEpoch))
            {
                if (outcomes[source.Cluster.Partition].Find(source.Cluster.Number) is { } record) membership.Join(number, record);
            }
        }

        foreach (var (number, removed) in _lineage.Removed.Where(removed => removed.Value.Epoch > startEpoch))
        {
            membership.Remove(number);
            CountDeleted(membership, number, removed.Sources.Where(source => source.Epoch > startEpoch), outcomes);
        }

        _segments[segmentId] = membership;
        _shared.Remove(segmentId);
    }

    // Members that became one profile were absorbed by it, all but one; that one was deleted.
    private void CountDeleted(SegmentMembership membership, int number, IEnumerable<LineageSource> sources, IReadOnlyDictionary<int, SegmentOutcome> outcomes)
    {
        var realized = sources.Select(static source => source.Cluster).Append(new ClusterRef(partition, number))
            .Count(cluster => outcomes[cluster.Partition].Find(cluster.Number) is { IsRealized: true });
        if (realized == 0) return;
        membership.Absorbed += realized - 1;
        membership.Deleted++;
    }

    private SegmentMembership Change(Guid segmentId)
    {
        if (_shared.Remove(segmentId)) _segments[segmentId] = _segments[segmentId].Copy();
        return _segments[segmentId];
    }
}

/// <summary>What moves with a cluster: its memberships, and which clusters had flowed into it.</summary>
internal sealed record MovedMembership(IReadOnlyList<MembershipRecord> Records, IReadOnlyList<LineageSource> Lineage);
