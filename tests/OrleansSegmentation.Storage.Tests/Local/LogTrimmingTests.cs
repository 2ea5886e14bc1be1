using OrleansSegmentation.Storage.Local;

namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LogTrimmingTests : IDisposable
{
    private const int LargeBytes = 40_000; // two of these are enough garbage for the file to be written anew

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SandboxLogSnapshot Snapshot = new(3, "snapshot/3");
    private readonly TemporaryFolder _folder = new();
    private readonly Guid _sandbox = Guid.NewGuid();

    public void Dispose() => _folder.Dispose();

    private string LogPath => _folder.LogOf(_sandbox);

    private string NewPath => LogPath + ".new";

    [Fact]
    public async Task Trim_OfMuchGarbage_GivesTheRoomBack()
    {
        using var storage = _folder.Open();
        var log = await WriteAsync(storage);
        var before = new FileInfo(LogPath).Length;
        await log.TrimAsync(1, 2, Snapshot, None);
        Assert.InRange(new FileInfo(LogPath).Length, 1, before - (2 * LargeBytes));
        Assert.False(File.Exists(NewPath));
    }

    [Fact]
    public async Task Trim_Often_KeepsTheFileSmall()
    {
        using var storage = _folder.Open();
        var log = storage.GetLog(_sandbox);
        await log.OpenAsync("a", None);
        for (var epoch = 1; epoch <= 100; epoch++)
        {
            await log.AppendAsync(Entry(epoch, LargeBytes), None);
            await log.TrimAsync(1, epoch - 1, new SandboxLogSnapshot(epoch, "s"), None);
            Assert.InRange(new FileInfo(LogPath).Length, LargeBytes, 5 * LargeBytes);
        }
    }

    [Fact]
    public async Task TrimRecord_TornAtAnyByte_LeavesTheOldOrTheNewHead()
    {
        int before;
        byte[] after;
        using (var storage = _folder.Open())
        {
            // little garbage: the record is appended, the file stays
            var log = storage.GetLog(_sandbox);
            await log.OpenAsync("a", None);
            for (var epoch = 1; epoch <= 4; epoch++) await log.AppendAsync(Entry(epoch, 10), None);
            before = (int)new FileInfo(LogPath).Length;
            await log.TrimAsync(1, 2, Snapshot, None);
            after = await File.ReadAllBytesAsync(LogPath);
        }

        for (var length = before; length <= after.Length; length++)
        {
            await File.WriteAllBytesAsync(LogPath, after[..length]);
            await AssertOpensAsync(isTrimmed: length == after.Length, $"cut at {length}", smallBytes: 10);
        }
    }

    [Fact]
    public async Task NewFile_TornAtAnyByteBeforeItReplacedTheOld_IsDropped()
    {
        var (trimmed, rewritten) = await TrimAsync();
        for (var length = 0; length <= rewritten.Length; length++)
        {
            await File.WriteAllBytesAsync(LogPath, trimmed);
            await File.WriteAllBytesAsync(NewPath, rewritten[..length]);
            await AssertOpensAsync(isTrimmed: true, $"new file cut at {length}");
            Assert.False(File.Exists(NewPath));
        }

        await File.WriteAllBytesAsync(LogPath, rewritten);
        await AssertOpensAsync(isTrimmed: true, "replaced");
    }

    [Fact]
    public async Task NewFile_ThatLacksItsLastEntries_IsDamage()
    {
        var (_, rewritten) = await TrimAsync();
        await File.WriteAllBytesAsync(LogPath, rewritten[..^1]);
        using var storage = _folder.Open();
        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () => await storage.GetLog(_sandbox).ReadHeadAsync(None));
        Assert.Equal(LogPath, error.File);
    }

    [Fact]
    public async Task NewFile_WithAnyByteChanged_IsDamage()
    {
        var (_, rewritten) = await TrimAsync();
        for (var i = 0; i < rewritten.Length; i += i < 300 ? 1 : 7)
        {
            var changed = rewritten.ToArray();
            changed[i] ^= 0x41;
            await File.WriteAllBytesAsync(LogPath, changed);
            using var storage = _folder.Open();
            await Assert.ThrowsAsync<StorageDamagedException>(async () => await storage.GetLog(_sandbox).ReadHeadAsync(None));
        }
    }

    [Fact]
    public async Task Trim_WhenTheDiskIsFull_HoldsAndTheNextOneGivesTheRoomBack()
    {
        var disk = new FaultyDisk();
        using var storage = _folder.Open(disk);
        var log = await WriteAsync(storage);
        disk.FailsWritesAfter = 1; // the trim itself is written, the new file is not
        var head = await log.TrimAsync(1, 2, Snapshot, None);
        Assert.Equal(2, head.Floor);
        Assert.InRange(new FileInfo(LogPath).Length, 2 * LargeBytes, long.MaxValue);
        Assert.False(File.Exists(NewPath));
        disk.FailsWritesAfter = null;

        await log.AppendAsync(Entry(5, 100), None);
        await log.TrimAsync(1, 2, Snapshot, None);
        Assert.InRange(new FileInfo(LogPath).Length, 1, LargeBytes);
        Assert.Equal(5, (await log.ReadHeadAsync(None)).Epoch);
    }

    [Fact]
    public async Task Trim_WhoseFlushFails_StopsTheStoreAndANewOneOpensIt()
    {
        // the n-th flush of a trim fails: the record's, the new file's header, its folder, its entries, the folder after renaming
        for (var flush = 0; flush < 5; flush++)
        {
            if (File.Exists(LogPath)) File.Delete(LogPath);
            var disk = new FaultyDisk();
            using (var storage = _folder.Open(disk))
            {
                var log = await WriteAsync(storage);
                disk.FailsFlushesAfter = flush;
                await Assert.ThrowsAsync<StorageFailedException>(() => log.TrimAsync(1, 2, Snapshot, None));
                await Assert.ThrowsAsync<StorageFailedException>(() => log.AppendAsync(Entry(5, 10), None));
            }

            await AssertOpensAsync(isTrimmed: null, $"flush {flush}");
        }
    }

    /// <summary>Writes and trims; returns the old file with the trim in it, and the new one.</summary>
    private async Task<(byte[] Trimmed, byte[] Rewritten)> TrimAsync()
    {
        var disk = new FaultyDisk();
        byte[] trimmed;
        using (var storage = _folder.Open(disk))
        {
            var log = await WriteAsync(storage);
            disk.FailsWritesAfter = 1;
            await log.TrimAsync(1, 2, Snapshot, None);
            trimmed = await File.ReadAllBytesAsync(LogPath);
            disk.FailsWritesAfter = null;
            await log.TrimAsync(1, 2, Snapshot, None);
        }

        return (trimmed, await File.ReadAllBytesAsync(LogPath));
    }

    private async Task<ISandboxLog> WriteAsync(LocalSegmentationStorage storage)
    {
        var log = storage.GetLog(_sandbox);
        await log.OpenAsync("a", None);
        await log.AppendAsync(Entry(1, LargeBytes), None);
        await log.AppendAsync(Entry(2, LargeBytes), None);
        await log.AppendAsync(Entry(3, 100), None);
        await log.AppendAsync(Entry(4, 100), None);
        return log;
    }

    private async Task AssertOpensAsync(bool? isTrimmed, string message, int smallBytes = 100)
    {
        using (var storage = _folder.Open())
        {
            var log = storage.GetLog(_sandbox);
            var head = await log.ReadHeadAsync(None);
            var isNew = isTrimmed ?? head.Floor > 0;
            var expected = isNew ? new SandboxLogHead(1, "a", 4, 1004, 2, Snapshot) : new SandboxLogHead(1, "a", 4, 1004);
            Assert.True(head == expected, message);
            Assert.True((await log.OpenAsync("b", None)).Term == 2, message);
            await log.AppendAsync(Entry(5, smallBytes) with { Term = 2 }, None);
        }

        using var again = _folder.Open();
        var epochs = new List<long>();
        await foreach (var entry in again.GetLog(_sandbox).ReadAsync(3, 5, None))
        {
            Assert.True(entry.Content.Span.SequenceEqual(Entry(entry.Epoch, smallBytes).Content.Span), message);
            epochs.Add(entry.Epoch);
        }

        Assert.True(epochs.SequenceEqual([3, 4, 5]), message);
    }

    private static SandboxLogEntry Entry(long epoch, int size)
    {
        var content = new byte[size];
        new Random((int)epoch).NextBytes(content);
        return new SandboxLogEntry(epoch, 1, 1000 + epoch, content);
    }
}
