using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Explanations;

/// <summary>What an explanation takes from the sandbox, all as of one state.</summary>
/// <param name="Definition">The definition asked for, or null when there is none of that id.</param>
/// <param name="MergePolicy">The policy asked for, else the definition's, else the default; null when there is none of that id.</param>
/// <param name="DataEpoch">The last epoch that changed profiles or memberships; 0 before the first.</param>
/// <param name="ShardCount">Over how many shards the identities are spread.</param>
[GenerateSerializer, Immutable, Alias("segmentation.explanation-source")]
internal sealed record ExplanationSource(
    [property: Id(0)] SegmentDefinitionDocument? Definition,
    [property: Id(1)] MergePolicySnapshot? MergePolicy,
    [property: Id(2)] long DataEpoch,
    [property: Id(3)] int ShardCount);

/// <summary>The sandbox as explanations see it; same grain and key as the sandbox.</summary>
[Alias("segmentation.sandbox-explanation-source")]
internal interface IExplanationSourceGrain : IGrainWithGuidKey
{
    /// <summary>Reads what an explanation needs.</summary>
    [Alias("read-explanation-source")]
    Task<ExplanationSource> ReadAsync(Guid? segmentId, Guid? mergePolicyId, CancellationToken cancellationToken);
}
