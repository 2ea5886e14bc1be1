using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Removals;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>What removals ask.</content>
internal sealed partial class ProfilePartitionGrain : IRemovalPartitionGrain
{
    public Task<PlannedPage> PlanRemovalAsync(
        RemovalSource source, int cursor, int maxClusters, int nextNumber, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.PlanRemovalAsync(source, cursor, maxClusters, nextNumber, epoch, cancellationToken));
}
