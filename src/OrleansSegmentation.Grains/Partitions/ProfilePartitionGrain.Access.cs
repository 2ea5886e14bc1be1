using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Access;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Single profiles, their events, and the largest clusters.</content>
internal sealed partial class ProfilePartitionGrain : IProfileReadingGrain
{
    public Task<PartitionLookups<WholeProfile>> ReadWholeProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ReadWholeProfilesAsync(identities, policy, epoch, cancellationToken));

    public Task<PartitionLookups<ProfileEntity>> ReadProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, IReadOnlyList<string>? fields, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ReadProfilesAsync(identities, policy, fields, epoch, cancellationToken));

    public Task<PartitionLookups<EntityEvents>> ReadEventsAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, EventQuery query, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ReadEventsAsync(identities, policy, query, epoch, cancellationToken));

    public Task<IReadOnlyList<IdentityCluster>> ListLargestClustersAsync(int minIdentities, int limit, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ListLargestClustersAsync(minIdentities, limit, epoch, cancellationToken));
}
