using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Columnar.Format;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>One partition of a sandbox: its profiles, their memberships, and what running jobs read. A function of the log prefix.</summary>
internal sealed partial class PartitionReplica : CheckpointedReplica, IDisposable
{
    private static readonly TimeSpan ViewSlice = EvaluationPool.SliceLength;

    private readonly int _partition;
    private readonly EvaluationPool _pool;
    private readonly SortedDictionary<Guid, MergePolicySnapshot> _policies = []; // those whose views are kept up to date
    private readonly Dictionary<(Guid JobId, int Partition), PartitionOutcome> _outcomes = []; // what the entry being applied publishes
    private PartitionProfiles _profiles;
    private readonly MembershipTable _memberships;
    private int _partitionCount;

    public PartitionReplica(int partition, SandboxLogReader log, EvaluationPool pool, ILogger logger, CheckpointPolicy? checkpointPolicy = null)
        : base(log, new CheckpointStore(log.Files, CheckpointStore.PartitionFolderOf(partition)), checkpointPolicy ?? new CheckpointPolicy(), logger)
    {
        _partition = partition;
        _pool = pool;
        _profiles = new PartitionProfiles(partition);
        _memberships = new MembershipTable(partition);
    }

    /// <summary>Gets the memberships; for reading inside <see cref="Replica.ReadAtAsync{T}"/> only.</summary>
    public MembershipTable Memberships => _memberships;

    /// <summary>Returns the sizes of clusters in bytes, at exactly an epoch.</summary>
    public Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync<IReadOnlyList<long>>(epoch, () => Task.FromResult<IReadOnlyList<long>>([.. numbers.Select(_profiles.GetSizeBytes)]), cancellationToken);

    /// <summary>Reads clusters with what moves with them, at exactly an epoch.</summary>
    public Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(epoch, () => ComputeAsync<IReadOnlyList<ClusterContent>>(() => [.. numbers.Select(ReadCluster)]), cancellationToken);

    /// <summary>Returns how many rows the views of known policies are behind.</summary>
    public Task<int> CountPendingRowsAsync(CancellationToken cancellationToken) => RunAsync(
        () => Task.FromResult(_policies.Values.Select(PolicyConversion.ToMergePolicy).DistinctBy(static policy => policy.Rules).Sum(_profiles.PendingRowCount)), cancellationToken);

    /// <summary>Brings the views of known policies up to date, so that the next job need not. Entries are applied in between.</summary>
    /// <param name="minDirtyRows">A view with fewer changed rows is left alone.</param>
    /// <param name="cancellationToken">Ends it between two slices.</param>
    public async Task RefreshViewsAsync(int minDirtyRows, CancellationToken cancellationToken)
    {
        foreach (var policyId in _policies.Keys.ToList())
        {
            while (!await RunAsync(() => RefreshSliceAsync(policyId, minDirtyRows), cancellationToken))
            {
                // the next slice; whoever waits for the partition comes first
            }
        }
    }

    /// <inheritdoc />
    protected override async Task PrepareAsync(ReplicaEntry entry)
    {
        await base.PrepareAsync(entry);
        await PrepareRemovalsAsync(entry.Items);
        _outcomes.Clear();
        foreach (var publish in entry.Items.OfType<PublishItem>())
        {
            // A cluster that moves here in this very entry may bring lineage from anywhere.
            var sources = entry.Items.OfType<BatchItem>().Any(batch => batch.Moves.Any(move => move.Winner.Partition == _partition))
                ? Enumerable.Range(0, _partitionCount)
                : _memberships.FindSourcePartitions(publish.StartEpoch);
            foreach (var source in sources) _outcomes[(publish.JobId, source)] = await ReadOutcomeAsync(publish.JobId, source);
        }
    }

    /// <inheritdoc />
    protected override async Task ApplyAsync(ReplicaEntry entry, long lastEpoch)
    {
        await TouchAsync(entry);
        for (var next = 0; next < entry.Items.Count;)
        {
            // Batches that were committed together are one piece of work.
            var batches = entry.Items.Skip(next).TakeWhile(static item => item is BatchItem).Cast<BatchItem>().ToList();
            if (batches.Count == 0) await ApplyAsync(entry, entry.Items[next]);
            else await ApplyAsync(entry, batches);
            next += Math.Max(batches.Count, 1);
        }

        foreach (var start in entry.Items.OfType<StartItem>()) await PinAsync(start, entry.Epoch, lastEpoch); // a pin sees the whole entry
        _profiles.AdvanceTo(entry.Epoch);
    }

    private async Task ApplyAsync(ReplicaEntry entry, List<BatchItem> batches)
    {
        var touching = new List<DecodedBatch>();
        foreach (var batch in batches)
        {
            var decoded = await entry.GetBatch(batch).DecodeAsync();
            if (decoded.Route.Touches(_partition)) touching.Add(decoded);
        }

        if (touching.Count > 0) await ComputeAsync(() => touching.TrueForAll(batch => Apply(batch, entry.Epoch)));
    }

    private async Task ApplyAsync(ReplicaEntry entry, LogItem item)
    {
        switch (item)
        {
            case DescribeItem describe:
                _partitionCount = describe.PartitionCount;
                CheckpointPolicy.ShareAmong(_partitionCount);
                break;
            case RemoveItem removal:
                if (_plans[removal].Count > 0) await ComputeAsync(() => Apply(removal, entry.Epoch));
                break;
            case DropItem drop:
                _memberships.Drop(drop.SegmentId);
                break;
            case MergePolicyItem { Policy: var policy }:
                _policies[policy.Id] = PolicyConversion.ToSnapshot(policy);
                _profiles.DropViews(IsViewNeeded);
                break;
            case MergePolicyRemovedItem removed:
                _policies.Remove(removed.PolicyId);
                _profiles.DropViews(IsViewNeeded);
                break;
            case CancelItem cancel:
                StopReading(cancel.JobId, isPublished: false); // its result can become visible no more
                break;
            case PublishItem publish:
                Publish(publish);
                StopReading(publish.JobId, isPublished: true);
                _memberships.Unpin(publish.JobId);
                break;
            case EndItem or FailItem:
                StopReading(JobEnds.Find(item)!.Value, isPublished: false);
                _memberships.Unpin(JobEnds.Find(item)!.Value);
                break;
        }
    }

    private bool Apply(DecodedBatch batch, long epoch)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var move in batch.Moves.Where(move => move.Loser.Partition == _partition))
        {
            foreach (var primary in _profiles.GetPrimaries(move.Loser.Number)) _memberships.Retire(IdentityGraphs.None, primary.Number, epoch);
            _profiles.Retire(move.Loser.Number);
            _memberships.Retire(IdentityGraphs.Pdg, move.Loser.Number, epoch);
        }

        long bytes = 0;
        foreach (var move in batch.Moves.Where(move => move.Winner.Partition == _partition))
        {
            var (profile, membership) = ClusterContentFormat.Decode(move.Content);
            _profiles.ImportCluster(move.Winner.Number, profile.Span, epoch);
            _memberships.Join(IdentityGraphs.Pdg, move.Winner.Number, move.Loser, membership, epoch);
            foreach (var primary in membership.Primaries)
            {
                var number = _profiles.FindNumber(IdentityGraph.None, move.Winner.Number, new IdentityKey(primary.Key));
                _memberships.Join(IdentityGraphs.None, number, new ClusterRef(move.Loser.Partition, primary.Number), primary.Membership, epoch);
            }

            bytes += move.Content.Length;
        }

        _profiles.Apply(epoch, batch.Payload, batch.Route, batch.BatchId, batch.FirstPosition);
        CheckpointPolicy.Count(bytes + batch.Payload.SizeBytes * (long)batch.Route.GetRecords(_partition).Length / Math.Max(batch.Route.RecordCount, 1));
        IngestMeter.AddTime("apply", start);
        IngestMeter.AddRecords("applied", batch.Route.GetRecords(_partition).Length);
        return true;
    }

    private ClusterContent ReadCluster(int number) => new(
        new ClusterRef(_partition, number), ClusterContentFormat.Encode(_profiles.ExportCluster(number), ReadMembership(number)));

    private MovedMembership ReadMembership(int number) => _memberships.Read(IdentityGraphs.Pdg, number) with
    {
        Primaries = [.. _profiles.GetPrimaries(number).Select(
            primary => new MovedPrimary(primary.Key.Value, primary.Number, _memberships.Read(IdentityGraphs.None, primary.Number)))],
    };

    private void Publish(PublishItem publish)
    {
        var sources = _memberships.FindSourcePartitions(publish.StartEpoch)
            .ToDictionary(static source => source, source => _outcomes[(publish.JobId, source)].Segments.ToDictionary(static segment => segment.SegmentId));
        var nowMs = _outcomes[(publish.JobId, _partition)].NowMs;
        foreach (var segmentId in publish.SegmentIds)
        {
            var segment = sources.ToDictionary(static source => source.Key, source => source.Value[segmentId]);
            _memberships.Publish(segmentId, publish.StartEpoch, nowMs, segment);
        }

        CheckpointPolicy.Count(sources[_partition].Values.Sum(static segment => segment.Realized.Words.Length * 8L));
    }

    private async Task<PartitionOutcome> ReadOutcomeAsync(Guid jobId, int partition)
    {
        var name = PartitionOutcome.FileNameOf(jobId, partition);
        var bytes = await Log.Files.ReadAsync(name, CancellationToken.None)
            ?? throw new StorageDamagedException(name, "The result of a published job is missing.");
        return await ComputeAsync(() => PartitionOutcomeFile.Decode(name, bytes.Span));
    }

    private async Task<bool> RefreshSliceAsync(Guid policyId, int minDirtyRows)
    {
        if (!_policies.TryGetValue(policyId, out var snapshot)) return true;
        var policy = PolicyConversion.ToMergePolicy(snapshot);
        if (_profiles.PendingRowCount(policy) < minDirtyRows) return true;
        return await ComputeAsync(() =>
        {
            var start = Stopwatch.GetTimestamp();
            var isDone = _profiles.BeginUpdate(policy).Advance(ViewSlice);
            IngestMeter.AddTime("merge", start);
            return isDone;
        });
    }

    /// <summary>Computes on the pool; what a damaged checkpoint file breaks is named as such.</summary>
    private async Task<T> ComputeAsync<T>(Func<T> function)
    {
        try
        {
            return await _pool.RunAsync(this, function, CancellationToken.None);
        }
        catch (PartitionFileDamagedException exception)
        {
            throw new StorageDamagedException(exception.File, exception.Message, exception);
        }
        catch (ColumnFileDamagedException exception)
        {
            throw new StorageDamagedException(exception.File, exception.Message, exception);
        }
    }
}
