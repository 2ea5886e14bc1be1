using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.AzureStorage.Files;
using OrleansSegmentation.Storage;
using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.AzureStorage.Tests.Storage;

/// <summary>A container and a cache folder of its own for one test.</summary>
internal sealed class StorageAccount(AzuriteFixture azurite) : IStorageUnderTest
{
    private readonly string _container = $"test-{Guid.NewGuid():N}";

    public string CacheDirectory { get; } = Directory.CreateTempSubdirectory("segmentation-cache-").FullName;

    public BlobContainerClient Container { get; private set; } = null!;

    /// <summary>Opens the store as a new silo would.</summary>
    public async Task<AzureSegmentationStorage> OpenAsync(Action<BlobClientOptions>? configure = null, TimeProvider? clock = null, long cacheBytes = 1L << 30)
    {
        var options = new BlobClientOptions();
        options.Retry.Mode = RetryMode.Fixed;
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        configure?.Invoke(options);
        Container = new BlobServiceClient(azurite.ConnectionString, options).GetBlobContainerClient(_container);
        var cache = new FileCache(CacheDirectory, cacheBytes, TimeProvider.System, NullLogger.Instance);
        var storage = new AzureSegmentationStorage(Container, cache, clock ?? TimeProvider.System, NullLogger<AzureSegmentationStorage>.Instance);
        await storage.StartAsync(CancellationToken.None);
        return storage;
    }

    async Task<ISegmentationStorage> IStorageUnderTest.StartAsync() => await OpenAsync();

    public void Dispose() => Directory.Delete(CacheDirectory, recursive: true);
}
