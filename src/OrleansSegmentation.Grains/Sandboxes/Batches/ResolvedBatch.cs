using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>A batch whose records know their clusters, as of one data version.</summary>
/// <param name="DataEpoch">That version: the batch can only be committed as the next one.</param>
/// <param name="Route">The clusters.</param>
/// <param name="Contents">The content of each cluster that is joined into another, in the order of the route's moves.</param>
internal sealed record ResolvedBatch(long DataEpoch, BatchRoute Route, IReadOnlyList<ClusterContent> Contents);
