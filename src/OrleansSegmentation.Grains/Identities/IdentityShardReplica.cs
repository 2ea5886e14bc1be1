using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>One shard of the identity index of a sandbox.</summary>
internal sealed partial class IdentityShardReplica(int shard, SandboxLogReader log, EvaluationPool pool, ILogger logger)
    : CheckpointedReplica(log, new CheckpointStore(log.Files, CheckpointStore.ShardFolderOf(shard)), new CheckpointPolicy(), logger)
{
    private IdentityIndex _index = new();

    /// <summary>Finds the clusters of identities at exactly an epoch.</summary>
    public Task<IReadOnlyList<ClusterRef>> FindAsync(IReadOnlyList<UInt128> keys, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(epoch, () => pool.RunAsync(this, () => Find(keys), cancellationToken), cancellationToken);

    protected override async Task ApplyAsync(ReplicaEntry entry, long lastEpoch)
    {
        foreach (var item in entry.Items)
        {
            Touch(IsKept(item));
            if (item is DescribeItem describe)
            {
                _index = new IdentityIndex(shard, describe.ShardCount);
            }
            else if (item is BatchItem batch)
            {
                var decoded = await entry.GetBatch(batch).DecodeAsync();
                await pool.RunAsync(this, () => Apply(decoded), CancellationToken.None);
                CheckpointPolicy.Count(decoded.Payload.KeyCount * 22L);
            }
        }
    }

    private bool Apply(DecodedBatch batch)
    {
        _index.Apply(batch.Payload, batch.Route);
        return true;
    }

    private IReadOnlyList<ClusterRef> Find(IReadOnlyList<UInt128> keys)
    {
        var clusters = new ClusterRef[keys.Count];
        for (var index = 0; index < clusters.Length; index++)
        {
            var cluster = _index.Find(keys[index]);
            clusters[index] = new ClusterRef(cluster.Partition, cluster.Number);
        }

        return clusters;
    }
}
