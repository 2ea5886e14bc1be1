using OrleansSegmentation.Storage;
using OrleansSegmentation.Storage.Tests.Conformance;

namespace OrleansSegmentation.AzureStorage.Tests.Storage;

[Collection(AzuriteCollection.Name)]
public sealed class AzureSegmentationStorageTests(AzuriteFixture azurite) : SegmentationStorageConformance
{
    private readonly StorageAccount _account = new(azurite);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _account.Dispose();
    }

    protected override async Task<ISegmentationStorage> StartAsync() => await _account.OpenAsync();

    protected override Task StopAsync(ISegmentationStorage storage)
    {
        ((AzureSegmentationStorage)storage).Dispose();
        return Task.CompletedTask;
    }
}
