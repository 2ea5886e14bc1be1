using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>The replicas, as removals need them.</summary>
internal interface IRemovalPeers
{
    /// <summary>Gets a shard of the identity index.</summary>
    IIdentityShardGrain Shard(int shard);

    /// <summary>Gets a partition.</summary>
    IRemovalPartitionGrain Planner(int partition);
}
