using Azure;
using OrleansSegmentation.AzureStorage.Blobs;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Makes the container before anything else of the silo starts, so that an account that cannot be reached stops the start and not the first job.</summary>
internal sealed class AzureStorageStart(AzureSegmentationStorage storage, AzureStorageClients clients) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(AzureStorageStart), ServiceLifecycleStage.First, StartAsync);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is RequestFailedException || BlobErrors.IsUnknown(exception, cancellationToken))
        {
            throw new StorageUnreachableException(clients.Blobs.Uri, exception);
        }
    }
}
