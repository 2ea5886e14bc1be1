using OrleansSegmentation.Contracts.Members;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Members;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Who is in a segment.</content>
internal sealed partial class ProfilePartitionGrain : IMemberPartitionGrain
{
    public Task<MemberKeys?> ListMembersAsync(PublishedSegment segment, UInt128? after, int limit, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ListMembersAsync(segment, after, limit, cancellationToken));

    public Task<IReadOnlyList<SegmentMember>?> DescribeMembersAsync(
        PublishedSegment segment, MemberKeys members, MergePolicySnapshot policy, IReadOnlyList<string>? fields, CancellationToken cancellationToken) =>
        GuardAsync(_replica.DescribeMembersAsync(segment, members, policy, fields, cancellationToken));
}
