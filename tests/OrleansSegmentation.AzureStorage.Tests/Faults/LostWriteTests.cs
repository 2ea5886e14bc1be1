using Azure.Storage.Blobs;
using OrleansSegmentation.AzureStorage.Tests.Storage;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>A store that goes back behind what it acknowledged, or that holds damaged entries, stops the sandbox.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class LostWriteTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly StorageAccount _account = new(azurite);
    private readonly Guid _sandboxId = Guid.NewGuid();
    private AzureSegmentationStorage _storage = null!;

    private ISandboxLog Log => _storage.GetLog(_sandboxId);

    private BlobClient Head => _account.Container.GetBlobClient($"{_sandboxId}/head");

    public async Task InitializeAsync()
    {
        _storage = await _account.OpenAsync();
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1), None);
    }

    public Task DisposeAsync()
    {
        _storage.Dispose();
        _account.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Head_SetBackToAnEarlierOne_StopsReadersAndWriters()
    {
        var earlier = (await Head.DownloadContentAsync()).Value.Content;
        await Log.AppendAsync(Entry(2), None);
        await Head.UploadAsync(earlier, overwrite: true);

        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () => await Log.ReadHeadAsync(None));
        Assert.Contains("lost acknowledged writes", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageDamagedException>(() => Log.AppendAsync(Entry(3), None));
        await Assert.ThrowsAsync<StorageDamagedException>(() => Log.OpenAsync("b", None));
        await Assert.ThrowsAsync<StorageDamagedException>(() => Log.WaitForEpochAfterAsync(2, None).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(earlier.ToString(), (await Head.DownloadContentAsync()).Value.Content.ToString());
    }

    [Fact]
    public async Task Head_Deleted_StopsReadersAndWriters()
    {
        await Head.DeleteAsync();
        await Assert.ThrowsAsync<StorageDamagedException>(async () => await Log.ReadHeadAsync(None));
        await Assert.ThrowsAsync<StorageDamagedException>(() => Log.OpenAsync("b", None));
        Assert.False(await Head.ExistsAsync());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"format":2,"term":1,"opener":"a","epoch":1,"timeMs":1,"floor":0,"runs":[]}""")]
    public async Task Head_ThatCannotBeRead_IsAnErrorThatNamesIt(string content)
    {
        await Head.UploadAsync(BinaryData.FromString(content), overwrite: true);
        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () => await Log.ReadHeadAsync(None));
        Assert.Contains($"{_sandboxId}/head", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0), InlineData(20), InlineData(33), InlineData(49), InlineData(57), InlineData(64)]
    public async Task Entry_WithAnyByteChanged_IsAnErrorThatNamesIt(int position)
    {
        var blob = EntryBlob(1);
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
        bytes[position] ^= 1;
        await blob.UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
        var error = await Assert.ThrowsAsync<StorageDamagedException>(() => ReadAsync(1));
        Assert.Contains(blob.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_ThatIsMissing_IsAnErrorThatNamesIt()
    {
        await EntryBlob(1).DeleteAsync();
        var error = await Assert.ThrowsAsync<StorageDamagedException>(() => ReadAsync(1));
        Assert.Contains(EntryBlob(1).Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_InThePlaceOfAnother_IsAnError()
    {
        await Log.AppendAsync(Entry(2), None);
        await EntryBlob(2).UploadAsync((await EntryBlob(1).DownloadContentAsync()).Value.Content, overwrite: true);
        await Assert.ThrowsAsync<StorageDamagedException>(() => ReadAsync(2));
    }

    private static SandboxLogEntry Entry(long epoch) => new(epoch, 1, 1000 + epoch, "content"u8.ToArray());

    private BlobClient EntryBlob(int epoch) => _account.Container.GetBlobClient($"{_sandboxId}/log/{epoch:D19}.1");

    private async Task ReadAsync(long epoch)
    {
        await foreach (var entry in Log.ReadAsync(epoch, epoch, None)) Assert.Equal(epoch, entry.Epoch);
    }
}
