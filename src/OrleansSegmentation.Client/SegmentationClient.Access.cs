using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Reads merged profiles with their segment memberships; everything acknowledged before the call is in them.</summary>
    /// <returns>One answer per reference, in the same order. A look-up that failed says why; the others are answered nevertheless.</returns>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>.</exception>
    public async Task<IReadOnlyList<EntityAnswer<ProfileEntity>>> GetProfilesAsync(ProfileQuery query, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<IProfileAccessGrain, ServiceResult<EntityAnswers<ProfileEntity>>>(
            (grain, token) => grain.ReadProfilesAsync(query, token), cancellationToken)).Answers;

    /// <summary>Reads one page of the events of each profile; everything acknowledged before the call is in them.</summary>
    /// <returns>One answer per reference, in the same order. A look-up that failed says why; the others are answered nevertheless.</returns>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>.</exception>
    public async Task<IReadOnlyList<EntityAnswer<EntityEvents>>> GetEventsAsync(EventQuery query, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<IProfileAccessGrain, ServiceResult<EntityAnswers<EntityEvents>>>(
            (grain, token) => grain.ReadEventsAsync(query, token), cancellationToken)).Answers;

    /// <summary>Lists the identity clusters with the most identities, largest first: a device that many people share is among them.</summary>
    /// <param name="minIdentities">Smaller clusters are left out.</param>
    /// <param name="limit">The most clusters to list, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<IdentityCluster>> GetLargestClustersAsync(
        int minIdentities, int limit, CancellationToken cancellationToken = default) =>
        CallAsync<IProfileAccessGrain, IReadOnlyList<IdentityCluster>>(
            (grain, token) => grain.ListLargestClustersAsync(minIdentities, limit, token), cancellationToken);
}
