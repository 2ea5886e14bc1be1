using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Schemas;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>The other actors as grains.</summary>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="grains">Makes references.</param>
internal sealed class GrainPeers(Guid sandboxId, IGrainFactory grains) : ISandboxPeers, IRemovalPeers
{
    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) =>
        grains.GetGrain<IExpressionCheckGrain>(0).CheckAsync(expressions);

    public Task<IReadOnlyList<string>> CheckSchemaAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken) =>
        grains.GetGrain<ISandboxSchemaGrain>(sandboxId).CheckAsync(expression, partitionCount, dataEpoch, cancellationToken);

    public void Poke(Guid jobId) => Send(() => Runner(jobId).PokeAsync());

    public void Cancel(Guid jobId) => Send(() => Runner(jobId).CancelAsync());

    public void Hint(int partitionCount, long epoch)
    {
        for (var partition = 0; partition < partitionCount; partition++)
        {
            var target = partition;
            Send(() => Partition(target).HintAsync(epoch));
        }
    }

    public void Checkpoint(int partitionCount, int shardCount, long epoch)
    {
        foreach (var partition in Enumerable.Range(0, partitionCount)) Send(() => Partition(partition).CheckpointAsync(epoch));
        foreach (var shard in Enumerable.Range(0, shardCount)) Send(() => Shard(shard).CheckpointAsync(epoch));
    }

    public IIdentityShardGrain Shard(int shard) => grains.GetGrain<IIdentityShardGrain>($"{sandboxId}/{shard}");

    public IRemovalPartitionGrain Planner(int partition) => grains.GetGrain<IRemovalPartitionGrain>($"{sandboxId}/{partition}");

    public IProfilePartitionGrain Partition(int partition) => grains.GetGrain<IProfilePartitionGrain>($"{sandboxId}/{partition}");

    // A hint that is lost, or cannot be sent, is repeated by the sandbox's timer; it must never stop the writer.
    private static void Send(Func<Task> hint)
    {
        try
        {
            hint().Ignore();
        }
        catch (Exception exception) when (exception is ArgumentException or OrleansException or InvalidOperationException)
        {
        }
    }

    private ISegmentJobGrain Runner(Guid jobId) => grains.GetGrain<ISegmentJobGrain>($"{sandboxId}/{jobId}");
}
