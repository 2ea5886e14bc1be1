using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Partitions.Results;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>The memberships of one partition in all segments: a pure function of the log prefix applied to it.</summary>
/// <remarks>Changed by the apply loop only. <see cref="Share"/> gives out what nobody changes any more.</remarks>
internal sealed class MembershipTable(int partition)
{
    private readonly Dictionary<Guid, SegmentMembership> _segments = [];
    private readonly HashSet<Guid> _shared = []; // copied before the next change
    private readonly Dictionary<string, Lineage> _lineages = new(StringComparer.Ordinal) // numbers of one graph mode mean nothing in another
    {
        [IdentityGraphs.Pdg] = new Lineage(),
        [IdentityGraphs.None] = new Lineage(),
    };

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
        foreach (var lineage in _lineages.Values) lineage.Trim(_pins.Count == 0 ? long.MaxValue : _pins.Min.Epoch);
    }

    /// <summary>The definition is gone, and its membership with it.</summary>
    public void Drop(Guid segmentId)
    {
        _segments.Remove(segmentId);
        _shared.Remove(segmentId);
    }

    /// <summary>Returns the memberships whose numbers are of a graph mode.</summary>
    public IReadOnlyDictionary<Guid, SegmentMembership> GetSegments(string graph) => _segments.Values.All(segment => segment.IdentityGraph == graph)
        ? _segments
        : _segments.Where(segment => segment.Value.IdentityGraph == graph).ToDictionary();

    /// <summary>Reads what moves with a profile.</summary>
    /// <param name="graph">The graph mode of the number.</param>
    /// <param name="number">Its number.</param>
    public MovedMembership Read(string graph, int number)
    {
        var records = new List<MembershipRecord>();
        foreach (var (segmentId, membership) in _segments.OrderBy(static segment => segment.Key))
        {
            if (membership.IdentityGraph == graph && membership.Find(segmentId, number) is { } record) records.Add(record);
        }

        return new MovedMembership(records, [.. _lineages[graph].Find(number)]);
    }

    /// <summary>A profile of this partition flowed into another one.</summary>
    public void Retire(string graph, int number, long epoch)
    {
        foreach (var segmentId in _segments.Keys.ToList())
        {
            if (_segments[segmentId].IdentityGraph == graph && _segments[segmentId].Find(segmentId, number) is not null) Change(segmentId).Remove(number);
        }

        if (_pins.Count > 0) _lineages[graph].Retire(number, epoch);
    }

    /// <summary>A profile of this partition was deleted.</summary>
    /// <param name="graph">The graph mode of the number.</param>
    /// <param name="number">Its number.</param>
    /// <param name="epoch">When.</param>
    public void Delete(string graph, int number, long epoch)
    {
        foreach (var segmentId in _segments.Keys.ToList())
        {
            if (_segments[segmentId].IdentityGraph == graph && _segments[segmentId].Find(segmentId, number) is not null) Change(segmentId).Delete(number);
        }

        if (_pins.Count > 0) _lineages[graph].Delete(number, epoch);
    }

    /// <summary>A profile flowed into one of this partition.</summary>
    /// <param name="graph">The graph mode of both numbers.</param>
    /// <param name="number">The number here.</param>
    /// <param name="loser">The partition and number that it had.</param>
    /// <param name="moved">What came with it.</param>
    /// <param name="epoch">When.</param>
    public void Join(string graph, int number, ClusterRef loser, MovedMembership moved, long epoch)
    {
        foreach (var record in moved.Records)
        {
            // A definition that was deleted since has no membership here or anywhere.
            if (_segments.TryGetValue(record.SegmentId, out var membership) && membership.IdentityGraph == graph) Change(record.SegmentId).Join(number, record);
        }

        if (_pins.Count > 0) _lineages[graph].Join(number, loser, moved.Lineage, epoch);
    }

    /// <summary>Returns the partitions whose results are needed to publish a job that read the state at <paramref name="startEpoch"/>.</summary>
    public IReadOnlyCollection<int> FindSourcePartitions(long startEpoch) =>
    [
        .. _lineages.Values.SelectMany(static lineage => lineage.Sources.Values.Concat(lineage.Removed.Values.Select(static removed => removed.Sources)))
            .SelectMany(static sources => sources)
            .Where(source => source.Epoch > startEpoch)
            .Select(static source => source.Cluster.Partition)
            .Append(partition).Distinct().Order(),
    ];

    /// <summary>Replaces the membership of one segment by the result of a job, carried to the profiles of today.</summary>
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
        foreach (var (number, epoch) in _lineages[own.IdentityGraph].Retired)
        {
            if (epoch > startEpoch) membership.Remove(number); // it is found through the lineage of another number, here or elsewhere
        }

        foreach (var (number, sources) in _lineages[own.IdentityGraph].Sources)
        {
            foreach (var source in sources.Where(source => source.Epoch > startEpoch))
            {
                if (outcomes[source.Cluster.Partition].Find(source.Cluster.Number) is { } record) membership.Join(number, record);
            }
        }

        foreach (var (number, removed) in _lineages[own.IdentityGraph].Removed.Where(removed => removed.Value.Epoch > startEpoch))
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

/// <summary>What moves with a profile: its memberships, and which profiles had flowed into it.</summary>
internal sealed record MovedMembership(IReadOnlyList<MembershipRecord> Records, IReadOnlyList<LineageSource> Lineage)
{
    /// <summary>Gets, of a cluster, its profiles by primary identity with what moves with each.</summary>
    public IReadOnlyList<MovedPrimary> Primaries { get; init; } = [];
}

/// <summary>A profile by primary identity that moves with its cluster.</summary>
/// <param name="Key">Its primary identity: the only name that it keeps.</param>
/// <param name="Number">The number it had.</param>
/// <param name="Membership">What moves with it.</param>
internal sealed record MovedPrimary(UInt128 Key, int Number, MovedMembership Membership);
