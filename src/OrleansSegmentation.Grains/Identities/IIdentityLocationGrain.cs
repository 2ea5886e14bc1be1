using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>Where identities are.</summary>
/// <param name="Epoch">The epoch at which the shard looked.</param>
/// <param name="Clusters">In the order asked; number −1 where there is no such identity.</param>
[GenerateSerializer, Immutable, Alias("segmentation.identity-locations")]
internal sealed record IdentityLocations(long Epoch, IdentityClusters Clusters);

/// <summary>Locates identities for readers; same grain and key as the shard's other interface.</summary>
[Alias("segmentation.identity-location-grain")]
internal interface IIdentityLocationGrain : IGrainWithStringKey
{
    /// <summary>Finds the clusters of identities at an epoch or later.</summary>
    [Alias("locate")]
    Task<IdentityLocations> LocateAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken);
}
