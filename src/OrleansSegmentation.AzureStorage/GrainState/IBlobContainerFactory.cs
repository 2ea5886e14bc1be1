using Azure.Storage.Blobs;

namespace OrleansSegmentation.AzureStorage.GrainState;

/// <summary>Decides in which container a grain's state lies.</summary>
public interface IBlobContainerFactory
{
    /// <summary>Returns the container of a grain; makes no call.</summary>
    BlobContainerClient GetBlobContainerClient(GrainId grainId);

    /// <summary>Prepares the containers that are known when the silo starts.</summary>
    Task InitializeAsync(BlobServiceClient client);
}
