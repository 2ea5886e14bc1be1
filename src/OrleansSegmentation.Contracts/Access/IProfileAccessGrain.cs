using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Access;

/// <summary>Reads profiles, their events and the largest identity clusters. Key: the sandbox id.</summary>
/// <remarks>What was acknowledged before a call is seen by it. Every profile is read at one moment; those of one call may be a moment apart.</remarks>
[Alias("segmentation.profile-access")]
public interface IProfileAccessGrain : IGrainWithGuidKey
{
    /// <summary>Reads profiles. Fault: <c>SEG-MRG001-404</c>.</summary>
    [Alias("read-profiles")]
    Task<ServiceResult<EntityAnswers<ProfileEntity>>> ReadProfilesAsync(ProfileQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one page of events of each profile. Fault: <c>SEG-MRG001-404</c>.</summary>
    [Alias("read-events")]
    Task<ServiceResult<EntityAnswers<EntityEvents>>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken);

    /// <summary>Lists the clusters with the most identities, largest first. While records arrive, parts of the list may be a moment apart.</summary>
    /// <param name="minIdentities">Smaller clusters are left out.</param>
    /// <param name="limit">The most clusters to list, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Alias("list-largest-clusters")]
    Task<IReadOnlyList<IdentityCluster>> ListLargestClustersAsync(int minIdentities, int limit, CancellationToken cancellationToken);
}

/// <summary>Identities that are one profile.</summary>
/// <param name="EntityId">The XID of the profile.</param>
/// <param name="IdentityCount">How many identities it has.</param>
/// <param name="Identities">At most 10 of them, those of the namespace with the fewest first: what many share is there.</param>
[GenerateSerializer, Immutable, Alias("segmentation.identity-cluster")]
public sealed record IdentityCluster(string EntityId, int IdentityCount, IReadOnlyList<EntityIdentity> Identities);

/// <summary>One identity of a profile.</summary>
/// <param name="Id">The value.</param>
/// <param name="Namespace">The namespace code.</param>
/// <param name="IsPrimary">Whether a record named it primary.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-identity")]
public sealed record EntityIdentity(string Id, string Namespace, bool IsPrimary);
