using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>The other actors as grains.</summary>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="grains">Makes references.</param>
internal sealed class GrainPeers(Guid sandboxId, IGrainFactory grains) : ISandboxPeers
{
    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) =>
        grains.GetGrain<IExpressionCheckGrain>(0).CheckAsync(expressions);

    // One-way messages: a lost one is repeated by the sandbox's timer.
    public void Poke(Guid jobId) => Runner(jobId).PokeAsync().Ignore();

    public void Cancel(Guid jobId) => Runner(jobId).CancelAsync().Ignore();

    public void Hint(int partitionCount, long epoch)
    {
        for (var partition = 0; partition < partitionCount; partition++) Partition(partition).HintAsync(epoch).Ignore();
    }

    public IIdentityShardGrain Shard(int shard) => grains.GetGrain<IIdentityShardGrain>($"{sandboxId}/{shard}");

    public IProfilePartitionGrain Partition(int partition) => grains.GetGrain<IProfilePartitionGrain>($"{sandboxId}/{partition}");

    private ISegmentJobGrain Runner(Guid jobId) => grains.GetGrain<ISegmentJobGrain>($"{sandboxId}/{jobId}");
}
