using Azure.Storage.Blobs;

namespace OrleansSegmentation.AzureStorage.GrainState;

/// <summary>Keeps all states in one container.</summary>
internal sealed class SingleBlobContainerFactory(AzureBlobStorageOptions options) : IBlobContainerFactory
{
    private BlobContainerClient? _container;

    public BlobContainerClient GetBlobContainerClient(GrainId grainId) =>
        _container ?? throw new InvalidOperationException("The grain storage is not initialised yet: the silo has not started so far.");

    public async Task InitializeAsync(BlobServiceClient client)
    {
        _container = client.GetBlobContainerClient(options.ContainerName);
        await _container.CreateIfNotExistsAsync();
    }
}
