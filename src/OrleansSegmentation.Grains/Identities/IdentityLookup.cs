using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>The identity index of a sandbox, over all its shards.</summary>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="shardCount">How many shards the sandbox was created with.</param>
/// <param name="grains">Makes references.</param>
internal sealed class IdentityLookup(Guid sandboxId, int shardCount, IGrainFactory grains)
{
    /// <summary>Finds the cluster of one identity at exactly an epoch; <see cref="ClusterId.None"/> when it has none.</summary>
    /// <exception cref="EpochGoneException">Data changed since.</exception>
    public async Task<ClusterId> FindAsync(IdentityKey identity, long epoch, CancellationToken cancellationToken)
    {
        var shard = Shard(IdentityIndex.ShardOf(identity.Value, shardCount));
        var found = await shard.FindAsync(IdentityKeys.Of(identity.Value), epoch, cancellationToken);
        return new ClusterId(found.Clusters[0].Partition, found.Clusters[0].Number);
    }

    /// <summary>Finds the clusters of identities at exactly an epoch, in their order; <see cref="ClusterId.None"/> where there is none.</summary>
    /// <exception cref="EpochGoneException">Data changed since.</exception>
    public async Task<ClusterId[]> FindAsync(IReadOnlyList<UInt128> keys, long epoch, CancellationToken cancellationToken)
    {
        var sharded = ShardedKeys.Split(keys, shardCount);
        return sharded.Join(await sharded.AskAsync(Shard, epoch, cancellationToken));
    }

    private IIdentityShardGrain Shard(int shard) => grains.GetGrain<IIdentityShardGrain>(ReplicaKey.Of(sandboxId, shard));
}
