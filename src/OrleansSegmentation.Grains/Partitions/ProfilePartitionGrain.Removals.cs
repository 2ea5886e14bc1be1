using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Removals;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>What removals ask.</content>
internal sealed partial class ProfilePartitionGrain : IRemovalPartitionGrain
{
    private long? _scrubbedAt;

    public Task<PlannedPage> PlanRemovalAsync(
        RemovalSource source, int cursor, int maxClusters, int nextNumber, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.PlanRemovalAsync(source, cursor, maxClusters, nextNumber, epoch, cancellationToken));

    // Writing files anew costs as much for one profile as for many, so those that are deleted one by one wait for each other.
    private async Task ScrubAsync(Task next, CancellationToken cancellationToken)
    {
        if (!_replica.IsScrubOwed || next.IsCompleted) return;
        if (_scrubbedAt is { } last && _options.ScrubInterval - clock.GetElapsedTime(last) is var wait && wait > TimeSpan.Zero
            && await Task.WhenAny(next, Task.Delay(wait, clock, cancellationToken)) == next)
        {
            return; // it goes on; the next quiet moment will do
        }

        cancellationToken.ThrowIfCancellationRequested();
        _scrubbedAt = clock.GetTimestamp();
        await _replica.ScrubAsync(cancellationToken);
        await _replica.RefreshViewsAsync(minDirtyRows: 1, cancellationToken);
    }
}
