using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>The append-only file of one log: a header, then records. One appender at a time; readers may run beside it.</summary>
internal sealed class LogFile : IDisposable
{
    // magic, 8; version, 4; zero, 4; sandbox id, 16; XxHash3 of these, 8
    private const int HeaderLength = 40;
    private const int Version = 1;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly IDisk _disk;
    private readonly StorageHealth _health;
    private long _end;

    private LogFile(SafeFileHandle handle, string path, IDisk disk, StorageHealth health)
    {
        _handle = handle;
        _path = path;
        _disk = disk;
        _health = health;
    }

    private static ReadOnlySpan<byte> Magic => "OSEGSLOG"u8;

    /// <summary>Opens the file and walks all records; makes the file when it is missing.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="sandboxId">The sandbox whose log it is.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="health">Where a failed flush is remembered.</param>
    /// <param name="onRecord">Called for each record in order, with its place and length; its content lives only during the call.</param>
    /// <param name="cutOffBytes">How many bytes of a torn last record were removed.</param>
    /// <exception cref="StorageDamagedException">The file is damaged other than by a torn last record.</exception>
    public static LogFile Open(string path, Guid sandboxId, IDisk disk, StorageHealth health, Action<LogRecord, long, int> onRecord, out long cutOffBytes)
    {
        var handle = Open(path, FileMode.OpenOrCreate);
        try
        {
            var file = new LogFile(handle, path, disk, health);
            file.ReadOrWriteHeader(sandboxId);
            cutOffBytes = file.ReadRecords(onRecord);
            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Gets the length in bytes.</summary>
    public long Length => _end;

    /// <summary>Appends a record; it is durable when the call returns.</summary>
    /// <returns>Where it starts and how long it is.</returns>
    /// <exception cref="IOException">It could not be written, and is not there.</exception>
    /// <exception cref="StorageFailedException">It is unknown whether it is there.</exception>
    public (long Offset, int Length) Append(LogRecord record)
    {
        var offset = _end;
        var length = Write(record);
        Flush();
        _end = offset + length;
        return (offset, length);
    }

    /// <summary>Appends a record that is durable after the next <see cref="Flush"/> only; for a file that nobody relies on yet.</summary>
    public void AppendUnflushed(LogRecord record) => _end += Write(record);

    /// <summary>Makes everything written durable.</summary>
    /// <exception cref="StorageFailedException">It is unknown what is.</exception>
    public void Flush() => _health.Guard($"The log {_path}", () => _disk.FlushFile(_handle));

    /// <summary>Reads and checks one record.</summary>
    /// <exception cref="StorageDamagedException">It is damaged.</exception>
    public async ValueTask<LogRecord> ReadAsync(long offset, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var count = await RandomAccess.ReadAsync(_handle, bytes.AsMemory(done), offset + done, cancellationToken);
            if (count == 0) throw Damaged(offset, "It ends inside the record");
            done += count;
        }

        return LogRecord.ReadLength(bytes) == length && LogRecord.IsIntact(bytes, offset)
            ? LogRecord.Read(bytes)
            : throw Damaged(offset, "The checksum does not fit, of the record");
    }

    /// <summary>Makes the error that names the file and the place.</summary>
    public StorageDamagedException Damaged(long offset, string problem) => new(_path, $"{problem} at byte {offset}.");

    public void Dispose() => _handle.Dispose();

    private int Write(LogRecord record)
    {
        _health.ThrowIfFailed();
        var offset = _end;
        var bytes = record.ToBytes(offset);
        try
        {
            _disk.Write(_handle, bytes, offset);
        }
        catch (Exception)
        {
            // A full disk is no reason to stop: the half record is removed, and before it is, it is a torn one.
            _health.Guard("The log's end", () => RandomAccess.SetLength(_handle, offset));
            throw;
        }

        return bytes.Length;
    }

    private static SafeFileHandle Open(string path, FileMode mode)
    {
        // File.OpenHandle cannot set the mode of a new file
        using (var stream = new FileStream(path, DurableFolder.NewFile(mode, FileShare.ReadWrite)))
            stream.Flush();
        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.Asynchronous);
    }

    private void ReadOrWriteHeader(Guid sandboxId)
    {
        var expected = new byte[HeaderLength];
        Magic.CopyTo(expected);
        BitConverter.TryWriteBytes(expected.AsSpan(8), Version);
        sandboxId.TryWriteBytes(expected.AsSpan(16));
        BitConverter.TryWriteBytes(expected.AsSpan(32), XxHash3.HashToUInt64(expected.AsSpan(0, 32)));

        var found = new byte[HeaderLength];
        var length = RandomAccess.GetLength(_handle);
        var count = RandomAccess.Read(_handle, found, 0);
        if (count == HeaderLength && found.AsSpan().SequenceEqual(expected))
        {
            _end = HeaderLength;
            return;
        }

        if (length > HeaderLength)
            throw Damaged(0, $"The file does not start as version {Version} of the log of sandbox {sandboxId};");

        // No record was ever written: a new file, or one whose maker died half-way.
        _disk.Write(_handle, expected, 0);
        _health.Guard($"The log {_path}", () =>
        {
            _disk.FlushFile(_handle);
            _disk.FlushFolder(Path.GetDirectoryName(_path)!);
        });
        _end = HeaderLength;
    }

    private long ReadRecords(Action<LogRecord, long, int> onRecord)
    {
        var length = RandomAccess.GetLength(_handle);
        var window = new LogFileWindow(_handle, length);
        while (_end < length)
        {
            if (window.ReadRecord(_end) is not { } bytes)
            {
                if (window.FindRecord(_end + 1) is { } next)
                    throw Damaged(_end, $"The record is damaged, and an intact one follows at byte {next}; the damaged one starts");
                RandomAccess.SetLength(_handle, _end);
                Flush();
                break;
            }

            onRecord(LogRecord.Read(bytes), _end, bytes.Length);
            _end += bytes.Length;
        }

        return length - _end;
    }
}
