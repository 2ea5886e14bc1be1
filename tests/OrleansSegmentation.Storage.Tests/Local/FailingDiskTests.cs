namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class FailingDiskTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly FaultyDisk _disk = new();
    private readonly Guid _sandbox = Guid.NewGuid();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_IsFlushedBeforeItCompletes()
    {
        using var storage = _folder.Open(_disk);
        var log = storage.GetLog(_sandbox);
        await log.OpenAsync("a", None);
        _disk.Flushes.Clear();
        await log.AppendAsync(Entry(1), None);
        Assert.Equal(["file"], _disk.Flushes);
    }

    [Fact]
    public async Task Create_FlushesTheFileAndThenEveryFolderThatLeadsToIt()
    {
        using var storage = _folder.Open(_disk);
        await storage.GetFiles(_sandbox).CreateAsync("part/3/x", new byte[] { 1 }, None);
        var files = _folder.FilesOf(_sandbox);
        foreach (var folder in new[] { _folder.Path, Path.GetDirectoryName(files)!, files, Path.Combine(files, "part") }) Assert.Contains(folder, _disk.Flushes);
        Assert.True(_disk.Flushes.IndexOf("file") < _disk.Flushes.LastIndexOf(Path.Combine(files, "part", "3")));

        // whoever is told "exists" may rely on it as much as its creator
        _disk.Flushes.Clear();
        Assert.Equal(CreateOutcome.AlreadyExists, await storage.GetFiles(_sandbox).CreateAsync("part/3/x", new byte[] { 1 }, None));
        Assert.Equal(Path.Combine(files, "part", "3"), _disk.Flushes[^1]);
    }

    [Fact]
    public async Task Log_AfterAFailedFlush_RefusesEverything()
    {
        using (var storage = _folder.Open(_disk))
        {
            var log = storage.GetLog(_sandbox);
            await log.OpenAsync("a", None);
            await log.AppendAsync(Entry(1), None);
            _disk.FailsFileFlushes = true;
            await Assert.ThrowsAsync<StorageFailedException>(() => log.AppendAsync(Entry(2), None));
            _disk.FailsFileFlushes = false;

            Assert.Equal(1, (await log.ReadHeadAsync(None)).Epoch);
            await Assert.ThrowsAsync<StorageFailedException>(() => log.AppendAsync(Entry(2), None));
            await Assert.ThrowsAsync<StorageFailedException>(() => log.OpenAsync("b", None));
            await Assert.ThrowsAsync<StorageFailedException>(() => storage.GetLog(Guid.NewGuid()).OpenAsync("b", None));
            await Assert.ThrowsAsync<StorageFailedException>(() => storage.GetFiles(_sandbox).CreateAsync("a", new byte[1], None));
            await Assert.ThrowsAsync<StorageFailedException>(() => storage.CheckAsync(None));
        }

        // the outcome was unknown; a new process finds it one way or the other, and goes on
        using var again = _folder.Open();
        var head = await again.GetLog(_sandbox).OpenAsync("c", None);
        Assert.InRange(head.Epoch, 1, 2);
        await again.GetLog(_sandbox).AppendAsync(new SandboxLogEntry(head.Epoch + 1, head.Term, 9000, new byte[1]), None);
    }

    [Fact]
    public async Task Log_OnAFullDisk_LosesNothingAndGoesOnWhenThereIsRoom()
    {
        using (var storage = _folder.Open(_disk))
        {
            var log = storage.GetLog(_sandbox);
            await log.OpenAsync("a", None);
            await log.AppendAsync(Entry(1), None);
            var length = new FileInfo(_folder.LogOf(_sandbox)).Length;
            _disk.FailsWrites = true;
            for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<IOException>(() => log.AppendAsync(Entry(2), None));
            Assert.Equal(length, new FileInfo(_folder.LogOf(_sandbox)).Length);
            Assert.Equal(1, (await log.ReadHeadAsync(None)).Epoch);
            _disk.FailsWrites = false;
            await log.AppendAsync(Entry(2), None);
        }

        using var again = _folder.Open();
        Assert.Equal(2, (await again.GetLog(_sandbox).ReadHeadAsync(None)).Epoch);
    }

    [Fact]
    public async Task File_WhoseFlushFails_IsNotVisibleAndStopsTheStore()
    {
        using var storage = _folder.Open(_disk);
        var files = storage.GetFiles(_sandbox);
        var etag = await files.ReplaceDocumentAsync("d", new byte[] { 1 }, null, None);
        _disk.FailsFileFlushes = true;
        await Assert.ThrowsAsync<StorageFailedException>(() => files.CreateAsync("a", new byte[1], None));
        _disk.FailsFileFlushes = false;
        Assert.Null(await files.ReadAsync("a", None));
        await Assert.ThrowsAsync<StorageFailedException>(() => files.ReplaceDocumentAsync("d", new byte[] { 2 }, etag, None));
        await Assert.ThrowsAsync<StorageFailedException>(() => files.DeleteAsync("d", None));
        Assert.Equal(1, (await files.ReadDocumentAsync("d", None))!.Content.Span[0]);
    }

    [Fact]
    public async Task File_WhoseFolderFlushFails_StopsTheStore()
    {
        using var storage = _folder.Open(_disk);
        var files = storage.GetFiles(_sandbox);
        await files.CreateAsync("a", new byte[1], None);
        _disk.FailsFolderFlushes = true;
        await Assert.ThrowsAsync<StorageFailedException>(() => files.CreateAsync("b", new byte[1], None));
        _disk.FailsFolderFlushes = false;
        await Assert.ThrowsAsync<StorageFailedException>(() => files.CreateAsync("c", new byte[1], None));
    }

    private static SandboxLogEntry Entry(long epoch) => new(epoch, 1, 1000 + epoch, new byte[100]);
}
