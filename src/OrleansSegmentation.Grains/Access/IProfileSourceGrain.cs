using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Access;

/// <summary>What a read of profiles takes from the sandbox, all as of one state.</summary>
/// <param name="Definition">The definition asked for, or null when there is none of that id.</param>
/// <param name="MergePolicy">The policy asked for, else the definition's, else the default; null when there is none of that id.</param>
/// <param name="DataEpoch">The last epoch that changed profiles or memberships; 0 before the first.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="ShardCount">How many shards the identity index has.</param>
[GenerateSerializer, Immutable, Alias("segmentation.profile-source")]
internal sealed record ProfileSource(
    SegmentDefinitionDocument? Definition, MergePolicySnapshot? MergePolicy, long DataEpoch, int PartitionCount, int ShardCount);

/// <summary>The sandbox as readers of profiles see it; same grain and key as the sandbox.</summary>
[Alias("segmentation.sandbox-profile-source")]
internal interface IProfileSourceGrain : IGrainWithGuidKey
{
    /// <summary>Reads what a read of profiles needs; nothing newer was acknowledged before the call.</summary>
    [Alias("read-profile-source")]
    Task<ProfileSource> ReadAsync(Guid? segmentId, Guid? mergePolicyId, CancellationToken cancellationToken);
}
