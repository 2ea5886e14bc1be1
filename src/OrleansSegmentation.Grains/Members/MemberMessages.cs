using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Members;

/// <summary>The published result of a segment, and how to read it.</summary>
/// <param name="JobId">The job that published it; null when none did.</param>
/// <param name="EvaluatedAtMs">Its evaluation instant, which no other job has; 0 when there is none.</param>
/// <param name="Policy">The merge policy of the definition as it is now.</param>
/// <param name="PartitionCount">How many partitions there are.</param>
/// <param name="Epoch">The state all of this was read in.</param>
[GenerateSerializer, Immutable, Alias("segmentation.member-source")]
internal sealed record MemberSource(Guid? JobId, long EvaluatedAtMs, MergePolicySnapshot Policy, int PartitionCount, long Epoch);

/// <summary>One result of one segment, at an epoch or later.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.published-segment")]
internal sealed record PublishedSegment(Guid SegmentId, long EvaluatedAtMs, bool IsExited, long Epoch);

/// <summary>Members of one partition, by <see cref="XidOrder"/> ascending.</summary>
/// <param name="TotalCount">How many the partition has.</param>
/// <param name="Orders">The profile ids.</param>
/// <param name="Numbers">The number of each profile.</param>
[GenerateSerializer, Immutable, Alias("segmentation.member-keys")]
internal sealed record MemberKeys(long TotalCount, IReadOnlyList<UInt128> Orders, IReadOnlyList<int> Numbers);

/// <summary>Knows which results were published; same grain and key as the sandbox's others.</summary>
[Alias("segmentation.member-source-grain")]
internal interface IMemberSourceGrain : IGrainWithGuidKey
{
    /// <summary>Finds the published result of a segment; null when there is no such definition.</summary>
    [Alias("find-members")]
    Task<MemberSource?> FindMembersAsync(Guid segmentId, CancellationToken cancellationToken);
}

/// <summary>Reads the members in one partition; same grain and key as the partition's other interface.</summary>
[Alias("segmentation.member-partition-grain")]
internal interface IMemberPartitionGrain : IGrainWithStringKey
{
    /// <summary>Lists the first members after a profile id; null when the result is not the published one any more.</summary>
    [Alias("list-members")]
    Task<MemberKeys?> ListMembersAsync(PublishedSegment segment, UInt128? after, int limit, CancellationToken cancellationToken);

    /// <summary>Describes members; null when the result is not the published one any more, or one of them has gone into another profile.</summary>
    [Alias("describe-members")]
    Task<IReadOnlyList<SegmentMember>?> DescribeMembersAsync(
        PublishedSegment segment, MemberKeys members, MergePolicySnapshot policy, IReadOnlyList<string>? fields, CancellationToken cancellationToken);
}
