using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>One shard of the identity index of a sandbox.</summary>
/// <param name="shard">Which one.</param>
/// <param name="log">The log it replays.</param>
/// <param name="pool">Where it works.</param>
/// <param name="logger">For what goes wrong with a checkpoint.</param>
/// <param name="policy">When it writes checkpoints; null: the usual policy.</param>
internal sealed partial class IdentityShardReplica(int shard, SandboxLogReader log, EvaluationPool pool, ILogger logger, CheckpointPolicy? policy = null)
    : CheckpointedReplica(log, new CheckpointStore(log.Files, CheckpointStore.ShardFolderOf(shard)), policy ?? new CheckpointPolicy(), logger)
{
    // Applied where it is read: that takes less time than a change of threads.
    private const int SmallKeyCount = 256;

    private readonly List<RemovalPlan> _removals = []; // of the entry being applied, which has one removal at most
    private IdentityIndex _index = new();

    /// <summary>Finds the clusters of identities at exactly an epoch.</summary>
    public Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(epoch, () => pool.RunAsync(this, () => Find(_index, keys), cancellationToken), cancellationToken);

    /// <summary>Answers a question from an index.</summary>
    internal static IdentityClusters Find(IdentityIndex index, IdentityKeys question)
    {
        var keys = question.Keys;
        var block = new byte[keys.Length * IdentityClusters.SizeBytes];
        var clusters = MemoryMarshal.Cast<byte, ClusterRef>(block.AsSpan());
        for (var i = 0; i < keys.Length; i++)
        {
            var cluster = index.Find(keys[i]);
            clusters[i] = new ClusterRef(cluster.Partition, cluster.Number);
        }

        return new IdentityClusters(block);
    }

    /// <summary>Finds the clusters of identities at an epoch or later.</summary>
    public async Task<IdentityLocations> LocateAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken)
    {
        await CatchUpAsync(epoch, cancellationToken);
        return await RunAsync(async () => new IdentityLocations(AppliedEpoch, await pool.RunAsync(this, () => Find(_index, keys), cancellationToken)), cancellationToken);
    }

    protected override async Task PrepareAsync(ReplicaEntry entry)
    {
        await base.PrepareAsync(entry);
        _removals.Clear();
        foreach (var removal in entry.Items.OfType<RemoveItem>()) _removals.AddRange(await RemovalSuppliers.ReadPlansAsync(Log.Files, removal));
    }

    protected override async Task ApplyAsync(ReplicaEntry entry, long lastEpoch)
    {
        foreach (var item in entry.Items)
        {
            Touch(IsKept(item));
            if (item is DescribeItem describe)
            {
                _index = new IdentityIndex(shard, describe.ShardCount);
            }
            else if (item is RemoveItem)
            {
                await pool.RunAsync(this, RemoveIdentities, CancellationToken.None);
            }
            else if (item is BatchItem batch)
            {
                var decoded = await entry.GetBatch(batch).DecodeAsync();
                var identities = await entry.GetBatch(batch).SortIdentitiesAsync(_index.ShardCount);
                if (decoded.Payload.KeyCount <= SmallKeyCount) Apply(decoded, identities);
                else await pool.RunAsync(this, () => Apply(decoded, identities), CancellationToken.None);
                CheckpointPolicy.Count(identities.CountOf(shard) * 22L);
            }
        }
    }

    private bool RemoveIdentities()
    {
        foreach (var plan in _removals) _index.Apply(plan);
        CheckpointPolicy.Count(_removals.Sum(static plan => plan.Clusters.Sum(static cluster => cluster.Changes.Count * 22L)));
        return true;
    }

    private bool Apply(DecodedBatch batch, IdentitiesByShard identities)
    {
        var start = Stopwatch.GetTimestamp();
        _index.Apply(batch.Payload, batch.Route, identities);
        IngestMeter.AddTime("index", start);
        return true;
    }
}
