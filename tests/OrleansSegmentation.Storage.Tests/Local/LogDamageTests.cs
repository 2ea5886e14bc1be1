using System.Text;
using OrleansSegmentation.Storage.Local.Logs;

namespace OrleansSegmentation.Storage.Tests.Local;

public sealed class LogDamageTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private readonly Guid _sandbox = Guid.NewGuid();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LastRecord_TornAtAnyByte_IsCutOffAndTheLogGoesOn()
    {
        var (before, after) = await WriteAsync("first", "second, which a crash will tear");
        for (var length = before; length < after.Length; length++)
        {
            await File.WriteAllBytesAsync(LogPath, after[..length]);
            await AssertCutOffAsync(before, $"cut at {length}");

            // the file has its length already, but the last pages did not arrive
            var zeros = after.ToArray();
            zeros.AsSpan(length).Clear();
            if (zeros.AsSpan().SequenceEqual(after)) continue;
            await File.WriteAllBytesAsync(LogPath, zeros);
            await AssertCutOffAsync(before, $"zeros from {length}");
        }
    }

    [Fact]
    public async Task LastRecord_WithAnyByteChanged_IsCutOff()
    {
        var (before, after) = await WriteAsync("first", "second");
        for (var i = before; i < after.Length; i++)
        {
            var changed = after.ToArray();
            changed[i] ^= 0x41;
            await File.WriteAllBytesAsync(LogPath, changed);
            await AssertCutOffAsync(before, $"byte {i}");
        }
    }

    [Fact]
    public async Task EarlierRecord_WithAnyByteChanged_IsDamageThatNamesTheFile()
    {
        var (before, after) = await WriteAsync("first", "second");
        for (var i = 0; i < before; i++)
        {
            var changed = after.ToArray();
            changed[i] ^= 0x41;
            await File.WriteAllBytesAsync(LogPath, changed);
            using var storage = _folder.Open();
            var error = await Assert.ThrowsAsync<StorageDamagedException>(async () => await storage.GetLog(_sandbox).ReadHeadAsync(None));
            Assert.Equal(LogPath, error.File);
            await Assert.ThrowsAsync<StorageDamagedException>(() => storage.GetLog(_sandbox).OpenAsync("b", None));
            Assert.Equal(changed, await File.ReadAllBytesAsync(LogPath));
        }
    }

    [Fact]
    public async Task RecordInTheMiddle_ThatIsMissing_IsDamage()
    {
        var (before, after) = await WriteAsync("first", "second", "third");
        var start = before - RecordLength("second");
        await File.WriteAllBytesAsync(LogPath, [.. after[..start], .. after[before..]]);
        using var storage = _folder.Open();

        // the third record stands in another place than it was written for, and nothing intact follows: cut off, as a torn one
        Assert.Equal(1, (await storage.GetLog(_sandbox).ReadHeadAsync(None)).Epoch);

        // with the place made right, the gap shows
        var third = LogRecord.Read(after.AsMemory(before)).ToBytes(start);
        storage.Dispose();
        await File.WriteAllBytesAsync(LogPath, [.. after[..start], .. third]);
        using var again = _folder.Open();
        await Assert.ThrowsAsync<StorageDamagedException>(async () => await again.GetLog(_sandbox).ReadHeadAsync(None));
    }

    [Fact]
    public async Task TornRecord_WhoseContentLooksLikeARecord_IsStillCutOff()
    {
        using (var storage = _folder.Open())
        {
            await storage.GetLog(_sandbox).OpenAsync("a", None);
            await storage.GetLog(_sandbox).AppendAsync(new SandboxLogEntry(1, 1, 1000, Encoding.UTF8.GetBytes("first")), None);
        }

        var before = new FileInfo(LogPath).Length;
        var record = new LogRecord(LogRecordKind.Entry, 1, 2, 2000, Encoding.UTF8.GetBytes("inner"));
        var content = record.ToBytes(0).Concat(record.ToBytes(before)).ToArray();
        using (var storage = _folder.Open()) await storage.GetLog(_sandbox).AppendAsync(new SandboxLogEntry(2, 1, 1001, content), None);
        var bytes = await File.ReadAllBytesAsync(LogPath);
        bytes[(int)before + 8] ^= 1;
        await File.WriteAllBytesAsync(LogPath, bytes);
        await AssertCutOffAsync((int)before, "content like a record");
    }

    [Fact]
    public async Task Damage_MoreThanAWindowBeforeTheNextRecord_IsFound()
    {
        using (var storage = _folder.Open())
        {
            var log = storage.GetLog(_sandbox);
            await log.OpenAsync("a", None);
            await log.AppendAsync(new SandboxLogEntry(1, 1, 1000, new byte[5 << 20]), None);
            await log.AppendAsync(new SandboxLogEntry(2, 1, 1001, new byte[10]), None);
        }

        using (var file = File.OpenWrite(LogPath))
        {
            file.Position = 1 << 20;
            file.WriteByte(1);
        }

        using var damaged = _folder.Open();
        await Assert.ThrowsAsync<StorageDamagedException>(async () => await damaged.GetLog(_sandbox).ReadHeadAsync(None));
    }

    [Fact]
    public async Task Record_DamagedAfterTheStart_IsAnErrorWhenItIsRead()
    {
        var (before, _) = await WriteAsync("first", "second");
        using var storage = _folder.Open();
        var log = storage.GetLog(_sandbox);
        await log.OpenAsync("b", None);
        using (var file = new FileStream(LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = before - 1;
            file.WriteByte(0xFF);
        }

        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () =>
        {
            await foreach (var entry in log.ReadAsync(1, 2, None)) Assert.Equal(1, entry.Epoch);
        });
        Assert.Equal(LogPath, error.File);
    }

    [Fact]
    public async Task Log_WhoseMakerDiedInTheHeader_StartsAnew()
    {
        var (_, after) = await WriteAsync("first", "second");
        for (var length = 0; length < 40; length++)
        {
            await File.WriteAllBytesAsync(LogPath, after[..length]);
            using var storage = _folder.Open();
            Assert.Equal(1, (await storage.GetLog(_sandbox).OpenAsync("a", None)).Term);
        }
    }

    [Fact]
    public async Task Log_OfAnotherSandbox_IsRefused()
    {
        await WriteAsync("first", "second");
        var other = Guid.NewGuid();
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.LogOf(other))!);
        File.Copy(LogPath, _folder.LogOf(other));
        using var storage = _folder.Open();
        await Assert.ThrowsAsync<StorageDamagedException>(() => storage.GetLog(other).OpenAsync("a", None));
    }

    private string LogPath => _folder.LogOf(_sandbox);

    private static int RecordLength(string content) => LogRecord.HeaderLength + content.Length;

    /// <summary>Writes entries; returns where the last one starts, and the file.</summary>
    private async Task<(int LastStart, byte[] File)> WriteAsync(params string[] contents)
    {
        using (var storage = _folder.Open())
        {
            var log = storage.GetLog(_sandbox);
            await log.OpenAsync("a", None);
            for (var i = 0; i < contents.Length; i++) await log.AppendAsync(new SandboxLogEntry(i + 1, 1, 1000 + i, Encoding.UTF8.GetBytes(contents[i])), None);
        }

        var file = await File.ReadAllBytesAsync(LogPath);
        return (file.Length - RecordLength(contents[^1]), file);
    }

    private async Task AssertCutOffAsync(int length, string message)
    {
        using (var storage = _folder.Open())
        {
            var log = storage.GetLog(_sandbox);
            var head = await log.ReadHeadAsync(None);
            Assert.True(head == new SandboxLogHead(1, "a", 1, 1000), message);
            Assert.True(new FileInfo(LogPath).Length == length, message);
            Assert.True((await log.OpenAsync("b", None)).Term == 2, message);
            await log.AppendAsync(new SandboxLogEntry(2, 2, 5000, Encoding.UTF8.GetBytes("after")), None);
        }

        using var again = _folder.Open();
        var texts = new List<string>();
        await foreach (var entry in again.GetLog(_sandbox).ReadAsync(1, 2, None)) texts.Add(Encoding.UTF8.GetString(entry.Content.Span));
        Assert.True(texts.SequenceEqual(["first", "after"]), message);
    }
}
