using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Access;

/// <summary>An identity, and its cluster in the partition as the identity index had it.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.located-identity")]
internal readonly record struct LocatedIdentity(UInt128 Key, int Cluster);

/// <summary>What a partition answers to look-ups.</summary>
/// <param name="Epoch">The epoch at which it looked.</param>
/// <param name="Lookups">In the order asked; null: not here any more, or not looked at because the answer was long enough already. Ask again.</param>
[GenerateSerializer, Immutable, Alias("segmentation.partition-lookups`1")]
internal sealed record PartitionLookups<T>(long Epoch, IReadOnlyList<EntityLookup<T>?> Lookups)
    where T : class;

/// <summary>A profile as expressions see it.</summary>
/// <param name="Json">The profile with its <c>xEvent</c> and <c>segmentMembership</c>, a JSON object in UTF-8.</param>
/// <param name="Sources">
/// Which dataset each value came from, a JSON object in UTF-8 that follows the profile down to where one dataset supplied everything: there it
/// has the dataset. <c>xEvent</c> is a list of datasets, identities are absent.
/// </param>
[GenerateSerializer, Immutable, Alias("segmentation.whole-profile")]
internal sealed record WholeProfile(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Sources);

/// <summary>Reads profiles of one partition, at an epoch or later; same grain and key as the partition's other interfaces.</summary>
[Alias("segmentation.profile-reading-grain")]
internal interface IProfileReadingGrain : IGrainWithStringKey
{
    /// <summary>Reads profiles with events and memberships, as expressions see them.</summary>
    [Alias("read-whole-profiles")]
    Task<PartitionLookups<WholeProfile>> ReadWholeProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, long epoch, CancellationToken cancellationToken);

    /// <summary>Reads profiles without their events.</summary>
    [Alias("read-profiles")]
    Task<PartitionLookups<ProfileEntity>> ReadProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, IReadOnlyList<string>? fields, long epoch, CancellationToken cancellationToken);

    /// <summary>Reads one page of events of each profile.</summary>
    [Alias("read-events")]
    Task<PartitionLookups<EntityEvents>> ReadEventsAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, EventQuery query, long epoch, CancellationToken cancellationToken);

    /// <summary>Lists the largest clusters.</summary>
    [Alias("list-largest-clusters")]
    Task<IReadOnlyList<IdentityCluster>> ListLargestClustersAsync(int minIdentities, int limit, long epoch, CancellationToken cancellationToken);
}
