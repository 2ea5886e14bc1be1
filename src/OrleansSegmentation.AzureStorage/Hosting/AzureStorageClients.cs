using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>The clients of one storage account. They retry by the SDK's own policy.</summary>
internal sealed class AzureStorageClients
{
    public AzureStorageClients(AzureSegmentationStorageOptions options)
    {
        var blobOptions = WithRetries(new BlobClientOptions());
        var tableOptions = WithRetries(new TableClientOptions());
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            Blobs = new BlobServiceClient(options.ConnectionString, blobOptions);
            Tables = new TableServiceClient(options.ConnectionString, tableOptions);
            return;
        }

        var credential = options.Credential ?? new ManagedIdentityCredential(
            options.ManagedIdentityClientId is { Length: > 0 } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned);
        Blobs = new BlobServiceClient(options.BlobServiceUri, credential, blobOptions);
        Tables = new TableServiceClient(options.TableServiceUri, credential, tableOptions);
    }

    /// <summary>Gets the client of the account's blobs.</summary>
    public BlobServiceClient Blobs { get; }

    /// <summary>Gets the client of the account's tables.</summary>
    public TableServiceClient Tables { get; }

    // Shorter than the SDK's defaults (100 s without an answer, pauses from 0.8 s): a sandbox waits for each of its commits.
    private static T WithRetries<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 4;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(2);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }
}
