using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>The log of one sandbox in one file of a folder this process alone works on. The file is opened when it is first used.</summary>
internal sealed partial class LocalSandboxLog(string path, Guid sandboxId, FolderMaker folders, IDisk disk, StorageHealth health, TimeProvider clock, ILogger logger) : ISandboxLog, IDisposable
{
    // Writing the file anew costs what is live, so that much at least must be won.
    private const long MinGarbageBytes = 64 << 10;

    private readonly SemaphoreSlim _turn = new(1, 1); // opening, appending, trimming
    private readonly Lock _stateLock = new();
    private volatile OpenLog? _open;
    private TaskCompletionSource _changed = NewSignal();
    private bool _isDisposed;

    public async Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(opener);
        return await WriteAsync(
            create: true,
            async open =>
            {
                var head = open!.Index.Head;
                await AppendAsync(open, new LogRecord(LogRecordKind.Fence, head.Term + 1, head.Epoch, clock.GetUtcNow().ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes(opener)));
                return open.Index.Head;
            },
            cancellationToken);
    }

    public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Content.Length > LogRecord.MaxContentLength)
            throw new ArgumentException($"An entry has at most {LogRecord.MaxContentLength} bytes, not {entry.Content.Length}.", nameof(entry));
        var isNew = await WriteAsync(create: false, open => AppendAsync(open, entry), cancellationToken);
        if (!isNew) return;
        TaskCompletionSource changed;
        lock (_stateLock)
        {
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    public async Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) => await WriteAsync(
        create: false,
        async open =>
        {
            var head = open?.Index.Head ?? new SandboxLogHead(0, string.Empty, 0, 0);
            var next = TrimRules.Apply(head, term, floor, snapshot);
            if (next != head)
            {
                var content = new LogTrim(floor, snapshot.Epoch, snapshot.Name).ToBytes();
                await AppendAsync(open!, new LogRecord(LogRecordKind.Trim, term, head.Epoch, clock.GetUtcNow().ToUnixTimeMilliseconds(), content));
            }

            await ShrinkAsync(open!);
            return next;
        },
        cancellationToken);

    public async ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var open = await LoadAsync(create: false, cancellationToken);
        lock (_stateLock) return open?.Index.Head ?? new SandboxLogHead(0, string.Empty, 0, 0);
    }

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstEpoch, 1);
        for (var epoch = firstEpoch; epoch <= lastEpoch; epoch++) yield return await ReadAsync(epoch, cancellationToken);
    }

    public async Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_stateLock) changed = _changed.Task; // before the head is looked at: no append is missed in between
            if ((await ReadHeadAsync(cancellationToken)).Epoch > epoch) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_stateLock)
        {
            _isDisposed = true;
            _changed.TrySetResult(); // whoever waits looks again and finds it closed
        }

        _open?.File.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<T> WriteAsync<T>(bool create, Func<OpenLog?, Task<T>> write, CancellationToken cancellationToken)
    {
        using var pass = health.Writes.Enter(); // the folder is not let go while the file is replaced
        _ = await LoadAsync(create, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            health.ThrowIfFailed();
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return await write(_open);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> AppendAsync(OpenLog? open, SandboxLogEntry entry)
    {
        var head = open?.Index.Head ?? new SandboxLogHead(0, string.Empty, 0, 0);
        if (entry.Epoch >= 1 && entry.Epoch <= head.Epoch && await IsCommittedAsync(open!, entry)) return false;
        if (open is null || entry.Term != head.Term)
            throw new SandboxLogFencedException($"The log of sandbox {sandboxId} has term {head.Term}; an entry of term {entry.Term} cannot be appended.");
        if (entry.Epoch != head.Epoch + 1)
            throw new SandboxLogFencedException($"The log of sandbox {sandboxId} is at epoch {head.Epoch}; epoch {entry.Epoch} is not the next one.");
        if (entry.TimeMs <= head.TimeMs)
            throw new ArgumentException($"Log time must rise: {entry.TimeMs} is not after {head.TimeMs}.", nameof(entry));
        await AppendAsync(open, new LogRecord(LogRecordKind.Entry, entry.Term, entry.Epoch, entry.TimeMs, entry.Content));
        return true;
    }

    // Once begun it runs to the end: a cancelled append would have an unknown outcome.
    private async Task AppendAsync(OpenLog open, LogRecord record)
    {
        var (offset, length) = await Task.Run(() => open.File.Append(record), CancellationToken.None);
        lock (_stateLock) open.Index.Follow(record, offset, length);
    }

    private async ValueTask<SandboxLogEntry> ReadAsync(long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var open = await LoadAsync(create: false, cancellationToken) ?? throw new StorageDamagedException(path, $"There is no log; epoch {epoch} is missing.");
            (long Offset, int Length) place;
            lock (_stateLock) place = open.Index.Find(epoch);
            try
            {
                var record = await ReadAsync(open, place, epoch, cancellationToken);
                return new SandboxLogEntry(record.Epoch, record.Term, record.TimeMs, record.Content);
            }
            catch (ObjectDisposedException) when (!_isDisposed && open != _open)
            {
                // the file was written anew meanwhile: the entry is in the new one, or trimmed
            }
        }
    }

    private static async ValueTask<LogRecord> ReadAsync(OpenLog open, (long Offset, int Length) place, long epoch, CancellationToken cancellationToken)
    {
        var record = await open.File.ReadAsync(place.Offset, place.Length, cancellationToken);
        return record.Epoch == epoch ? record : throw open.File.Damaged(place.Offset, $"Epoch {record.Epoch} stands in the place of epoch {epoch},");
    }

    private static async ValueTask<bool> IsCommittedAsync(OpenLog open, SandboxLogEntry entry)
    {
        var record = await ReadAsync(open, open.Index.Find(entry.Epoch), entry.Epoch, CancellationToken.None);
        return record.Term == entry.Term && record.TimeMs == entry.TimeMs && record.Content.Span.SequenceEqual(entry.Content.Span);
    }

    /// <summary>Opens the file once; null when there is none and none is to be made.</summary>
    private async ValueTask<OpenLog?> LoadAsync(bool create, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_open is { } open) return open;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_open is null && (create || File.Exists(path))) await Task.Run(Load, CancellationToken.None);
            return _open;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Load()
    {
        health.ThrowIfFailed();
        folders.Ensure(Path.GetDirectoryName(path)!);
        File.Delete(LogRewriting.TemporaryOf(path)); // half written when a process died
        var index = new LogIndex(path);
        var file = LogFile.Open(path, sandboxId, disk, health, index.Follow, out var cutOffBytes);
        try
        {
            index.Finish();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        if (cutOffBytes > 0) LogCutOff(logger, path, cutOffBytes, index.Head.Epoch);
        _open = new OpenLog(file, index);
    }

    // The floor holds already; what this does is give the room back. It may be done at any later time as well.
    private async Task ShrinkAsync(OpenLog open)
    {
        var (live, length) = (open.Index.LiveBytes, open.File.Length);
        if (length - live < Math.Max(MinGarbageBytes, live)) return;
        try
        {
            await LogRewriting.WriteAsync(path, sandboxId, open, disk, health);
            await Task.Run(
                () =>
                {
                    _open = null; // readers wait for the new file, which is a prefix of nothing they have seen
                    open.File.Dispose(); // Windows replaces no open file
                    LogRewriting.Replace(path, disk, health);
                    Load();
                },
                CancellationToken.None);
            LogShrunk(logger, path, length, _open!.File.Length);
        }
        catch (IOException exception)
        {
            LogNotShrunk(logger, exception, path, length); // a full disk, or a reader that Windows waits for; the next call loads the old file
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last record of the log was torn by a crash before it was acknowledged and is cut off. File: {File}, bytes: {Bytes}, last epoch: {Epoch}.")]
    private static partial void LogCutOff(ILogger logger, string file, long bytes, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log was written anew without what was trimmed. File: {File}, bytes before: {Before}, after: {After}.")]
    private static partial void LogShrunk(ILogger logger, string file, long before, long after);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log could not be written anew without what was trimmed; the next trim tries again. File: {File}, bytes: {Bytes}.")]
    private static partial void LogNotShrunk(ILogger logger, Exception exception, string file, long bytes);
}

/// <summary>A log file and what is in it.</summary>
internal sealed record OpenLog(LogFile File, LogIndex Index);
