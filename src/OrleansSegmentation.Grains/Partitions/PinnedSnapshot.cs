using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>What a running job reads: the state of a partition at the epoch where the job started. Immutable.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Views">The merged profiles by merge policy.</param>
/// <param name="Memberships">The memberships by segment.</param>
internal sealed record PinnedSnapshot(
    Guid JobId, long Epoch, IReadOnlyDictionary<Guid, MergedView> Views, IReadOnlyDictionary<Guid, SegmentMembership> Memberships);
