using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>Writes a log file anew without the entries up to the floor: aside, flushed, then renamed over the old one. A crash leaves one of the two.</summary>
internal static class LogRewriting
{
    /// <summary>Returns the file that is written aside.</summary>
    public static string TemporaryOf(string path) => path + ".new";

    /// <summary>Writes the new file aside; it is durable when the task completes.</summary>
    /// <exception cref="IOException">It could not be written; nothing of it is left.</exception>
    /// <exception cref="StorageDamagedException">A live entry is damaged.</exception>
    public static async Task WriteAsync(string path, Guid sandboxId, OpenLog open, IDisk disk, StorageHealth health)
    {
        var temporary = TemporaryOf(path);
        File.Delete(temporary);
        try
        {
            using var file = LogFile.Open(temporary, sandboxId, disk, health, static (_, _, _) => { }, out _);
            var head = open.Index.Head;
            var kept = await ReadNextAsync(open, head.Floor);
            var content = new LogTrim(head.Floor, head.Snapshot!.Epoch, head.Snapshot.Name, head.Opener, head.Epoch).ToBytes();
            file.AppendUnflushed(new LogRecord(LogRecordKind.Base, head.Term, head.Floor, kept is { } first ? first.TimeMs - 1 : head.TimeMs, content));
            for (; kept is { } record; kept = await ReadNextAsync(open, record.Epoch)) file.AppendUnflushed(record);
            file.Flush();
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Puts the new file in the place of the old one, which is closed.</summary>
    public static void Replace(string path, IDisk disk, StorageHealth health)
    {
        File.Move(TemporaryOf(path), path, overwrite: true);

        // before anything is appended: else a crash could bring the old file back, without it
        health.Guard($"The log {path}", () => disk.FlushFolder(Path.GetDirectoryName(path)!));
    }

    private static async ValueTask<LogRecord?> ReadNextAsync(OpenLog open, long epoch)
    {
        if (epoch >= open.Index.Head.Epoch) return null;
        var (offset, length) = open.Index.Find(epoch + 1);
        return await open.File.ReadAsync(offset, length, CancellationToken.None);
    }
}
