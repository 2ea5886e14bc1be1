using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>The other actors, as one sandbox sees them.</summary>
internal interface ISandboxPeers
{
    /// <summary>Compiles expressions beside the turn.</summary>
    Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions);

    /// <summary>Checks a valid expression against the attributes of the sandbox's data, beside the turn. May fail, or take long.</summary>
    Task<IReadOnlyList<string>> CheckSchemaAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken);

    /// <summary>Asks the runner of a job to attach, unless it runs. A hint.</summary>
    void Poke(Guid jobId);

    /// <summary>Asks the runner of a job to stop. A hint.</summary>
    void Cancel(Guid jobId);

    /// <summary>Tells partitions that the log grew. A hint.</summary>
    void Hint(int partitionCount, long epoch);

    /// <summary>Asks all replicas for a checkpoint at an epoch or later. A hint.</summary>
    void Checkpoint(int partitionCount, int shardCount, long epoch);

    /// <summary>Gets a shard of the identity index.</summary>
    IIdentityShardGrain Shard(int shard);

    /// <summary>Gets a partition.</summary>
    IProfilePartitionGrain Partition(int partition);
}
