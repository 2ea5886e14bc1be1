namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LocalFolderTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly Guid _sandbox = Guid.NewGuid();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_InUse_IsRefusedUntilItIsLetGo()
    {
        using (_folder.Open())
        {
            var error = Assert.Throws<StorageInUseException>(() => _folder.Open());
            Assert.Equal(_folder.Path, error.Directory);
            Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
        }

        _folder.Open().Dispose();
    }

    [Fact]
    public async Task Closing_WhileAFileIsBeingWritten_WaitsForItBeforeLettingTheFolderGo()
    {
        var storage = _folder.Open();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var files = storage.GetFiles(_sandbox);
        var writing = files.CreateAsync("a", async (stream, token) =>
        {
            begun.SetResult();
            await goOn.Task;
            await stream.WriteAsync(new byte[1], token);
        }, None);
        await begun.Task;

        var closing = Task.Run(storage.Dispose);
        Assert.Throws<StorageInUseException>(() => _folder.Open());
        goOn.SetResult();
        await closing;

        Assert.Equal(CreateOutcome.Created, await writing);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => files.CreateAsync("b", new byte[1], None));
        using var again = _folder.Open();
        Assert.NotNull(await again.GetFiles(_sandbox).ReadAsync("a", None));
        Assert.Null(await again.GetFiles(_sandbox).ReadAsync("b", None));
    }

    [Fact]
    public async Task Everything_IsForTheOwnerOnly()
    {
        if (OperatingSystem.IsWindows()) return;
        using var storage = _folder.Open();
        await storage.GetLog(_sandbox).OpenAsync("a", None);
        await storage.GetFiles(_sandbox).CreateAsync("part/1/x", new byte[1], None);
        await storage.GetFiles(_sandbox).ReplaceDocumentAsync("part/1/manifest", new byte[1], null, None);
        await storage.TakeNumbersAsync("jobs", 1, None);
        foreach (var path in Directory.EnumerateDirectories(_folder.Path, "*", SearchOption.AllDirectories))
            Assert.Equal((path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), (path, File.GetUnixFileMode(path)));
        var files = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
        Assert.Equal(5, files.Length);
        foreach (var path in files) Assert.Equal((path, UnixFileMode.UserRead | UnixFileMode.UserWrite), (path, File.GetUnixFileMode(path)));
    }

    [Fact]
    public async Task HalfWrittenFiles_OfACrash_AreSweptAtTheStart()
    {
        using (var storage = _folder.Open()) await storage.GetFiles(_sandbox).CreateAsync("a", new byte[1], None);
        var left = Path.Combine(_folder.FilesOf(_sandbox), "..", "temporary", "left");
        await File.WriteAllTextAsync(left, "half");
        using var again = _folder.Open();
        Assert.NotNull(await again.GetFiles(_sandbox).ReadAsync("a", None));
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task Document_WithAnyByteChanged_IsDamageThatNamesTheFile()
    {
        using var storage = _folder.Open();
        var files = storage.GetFiles(_sandbox);
        var etag = await files.ReplaceDocumentAsync("part/1/manifest", "content"u8.ToArray(), null, None);
        var path = Path.Combine(_folder.FilesOf(_sandbox), "part", "1", "manifest");
        var bytes = await File.ReadAllBytesAsync(path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            await File.WriteAllBytesAsync(path, changed);
            Assert.Equal(path, (await Assert.ThrowsAsync<StorageDamagedException>(async () => await files.ReadDocumentAsync("part/1/manifest", None))).File);
            await Assert.ThrowsAsync<StorageDamagedException>(() => files.ReplaceDocumentAsync("part/1/manifest", new byte[1], etag, None));
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(path, bytes[..length]);
            await Assert.ThrowsAsync<StorageDamagedException>(async () => await files.ReadDocumentAsync("part/1/manifest", None));
        }
    }

    [Fact]
    public async Task Log_AfterTheStoreIsClosed_RefusesCallsAndEndsWaits()
    {
        var storage = _folder.Open();
        var log = storage.GetLog(_sandbox);
        await log.OpenAsync("a", None);
        var waiting = log.WaitForEpochAfterAsync(5, None);
        storage.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(2)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.AppendAsync(new SandboxLogEntry(1, 1, 1, new byte[1]), None));
    }

    [Fact]
    public async Task ColumnFile_InTheStore_IsReadThroughItsBlockSource()
    {
        using var storage = _folder.Open();
        var files = storage.GetFiles(_sandbox);
        var builder = new Columnar.Building.ColumnChunkBuilder();
        builder.AppendJson("""{"person":{"name":"Ada"}}"""u8);
        var chunk = builder.Build();
        await files.CreateAsync("part/0/1-a", (stream, _) =>
        {
            Columnar.Format.ColumnFileWriter.Write(chunk, stream);
            return Task.CompletedTask;
        }, None);
        using (var file = await files.OpenAsync("part/0/1-a", None))
        {
            var read = Columnar.Format.ColumnFileReader.Read(new StoredFileBlockSource(file!));
            Assert.Equal("Ada", read.Rows.Objects!.Find("person")!.Values.Objects!.Find("name")!.Values.Strings!.GetString(0));
        }

        using (var stream = File.OpenWrite(Path.Combine(_folder.FilesOf(_sandbox), "part", "0", "1-a"))) stream.Write([0xFF]);
        using var damaged = await files.OpenAsync("part/0/1-a", None);
        var error = Assert.Throws<Columnar.Format.ColumnFileDamagedException>(() => Columnar.Format.ColumnFileReader.Read(new StoredFileBlockSource(damaged!)));
        Assert.Equal("part/0/1-a", error.File);
    }

    [Fact]
    public async Task FoldersWhoseFilesWereDeleted_AreGoneAfterARestart()
    {
        using (var storage = _folder.Open())
        {
            await storage.GetFiles(_sandbox).CreateAsync("results/job/0", new byte[1], None);
            await storage.GetFiles(_sandbox).CreateAsync("part/0/1-a", new byte[1], None);
            await storage.GetFiles(_sandbox).DeleteAsync("results/job/0", None);
        }

        using var again = _folder.Open();
        Assert.NotNull(await again.GetFiles(_sandbox).ReadAsync("part/0/1-a", None));
        Assert.False(Directory.Exists(Path.Combine(_folder.FilesOf(_sandbox), "results")));
        Assert.Equal(CreateOutcome.Created, await again.GetFiles(_sandbox).CreateAsync("results/job/0", new byte[1], None));
    }
}
