using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>A partition as removals see it; same grain and key as the partition.</summary>
[Alias("segmentation.removal-partition")]
internal interface IRemovalPartitionGrain : IGrainWithStringKey
{
    /// <summary>Finds out what a page of a removal changes, at exactly an epoch. Changes nothing.</summary>
    /// <param name="source">Whose records go.</param>
    /// <param name="cursor">Where the page starts.</param>
    /// <param name="maxClusters">How many clusters it may change.</param>
    /// <param name="nextNumber">The next free number of the partition.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    [Alias("plan")]
    Task<PlannedPage> PlanRemovalAsync(
        RemovalSource source, int cursor, int maxClusters, int nextNumber, long epoch, CancellationToken cancellationToken);
}

/// <summary>What a page changes.</summary>
/// <param name="Plan">An encoded <c>RemovalPlan</c>; empty: nothing.</param>
/// <param name="NextNumber">The next free number after it.</param>
/// <param name="NextCursor">Where the next page starts; −1: this is the last.</param>
/// <param name="RecordCount">How many fragments and events go.</param>
[GenerateSerializer, Immutable, Alias("segmentation.planned-page")]
internal sealed record PlannedPage(
    [property: Id(0)] ReadOnlyMemory<byte> Plan, [property: Id(1)] int NextNumber, [property: Id(2)] int NextCursor, [property: Id(3)] long RecordCount);
