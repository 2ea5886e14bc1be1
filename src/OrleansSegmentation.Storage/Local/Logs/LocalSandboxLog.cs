using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Storage.Local.Files;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>The log of one sandbox in one file of a folder this process alone works on. The file is opened when it is first used.</summary>
internal sealed partial class LocalSandboxLog(string path, Guid sandboxId, FolderMaker folders, IDisk disk, StorageHealth health, TimeProvider clock, ILogger logger) : ISandboxLog, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1); // opening and appending
    private readonly Lock _stateLock = new();
    private readonly List<(long Offset, int Length)> _entries = []; // epoch e at e - 1
    private volatile LogFile? _file;
    private SandboxLogHead _head = new(0, string.Empty, 0, 0);
    private TaskCompletionSource _changed = NewSignal();
    private bool _isDisposed;

    public async Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(opener);
        var file = await LoadAsync(create: true, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var head = _head;
            var fence = new LogRecord(LogRecordKind.Fence, head.Term + 1, head.Epoch, clock.GetUtcNow().ToUnixTimeMilliseconds(), Encoding.UTF8.GetBytes(opener));
            await Task.Run(() => file!.Append(fence), CancellationToken.None);
            lock (_stateLock) _head = head with { Term = fence.Term, Opener = opener };
            return _head;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Content.Length > LogRecord.MaxContentLength)
            throw new ArgumentException($"An entry has at most {LogRecord.MaxContentLength} bytes, not {entry.Content.Length}.", nameof(entry));
        var file = await LoadAsync(create: false, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            health.ThrowIfFailed();
            var head = _head;
            if (entry.Epoch >= 1 && entry.Epoch <= head.Epoch && await IsCommittedAsync(file!, entry, cancellationToken)) return;
            if (file is null || entry.Term != head.Term)
                throw new SandboxLogFencedException($"The log of sandbox {sandboxId} has term {head.Term}; an entry of term {entry.Term} cannot be appended.");
            if (entry.Epoch != head.Epoch + 1)
                throw new SandboxLogFencedException($"The log of sandbox {sandboxId} is at epoch {head.Epoch}; epoch {entry.Epoch} is not the next one.");
            if (entry.TimeMs <= head.TimeMs)
                throw new ArgumentException($"Log time must rise: {entry.TimeMs} is not after {head.TimeMs}.", nameof(entry));

            // once begun it runs to the end: a cancelled append would have an unknown outcome
            var place = await Task.Run(() => file.Append(new LogRecord(LogRecordKind.Entry, entry.Term, entry.Epoch, entry.TimeMs, entry.Content)), CancellationToken.None);
            TaskCompletionSource changed;
            lock (_stateLock)
            {
                _entries.Add(place);
                _head = head with { Epoch = entry.Epoch, TimeMs = entry.TimeMs };
                changed = _changed;
                _changed = NewSignal();
            }

            changed.SetResult();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        _ = await LoadAsync(create: false, cancellationToken);
        lock (_stateLock) return _head;
    }

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstEpoch, 1);
        var file = await LoadAsync(create: false, cancellationToken);
        for (var epoch = firstEpoch; epoch <= lastEpoch; epoch++)
        {
            (long Offset, int Length) place;
            lock (_stateLock)
            {
                if (epoch > _entries.Count) throw new StorageDamagedException(path, $"The log ends at epoch {_entries.Count}; epoch {epoch} is missing.");
                place = _entries[(int)(epoch - 1)];
            }

            var record = await file!.ReadAsync(place.Offset, place.Length, cancellationToken);
            if (record.Epoch != epoch) throw file.Damaged(place.Offset, $"Epoch {record.Epoch} stands in the place of epoch {epoch},");
            yield return ToEntry(record);
        }
    }

    public async Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        _ = await LoadAsync(create: false, cancellationToken);
        while (true)
        {
            Task changed;
            lock (_stateLock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (_head.Epoch > epoch) return;
                changed = _changed.Task;
            }

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

        _file?.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static SandboxLogEntry ToEntry(LogRecord record) => new(record.Epoch, record.Term, record.TimeMs, record.Content);

    /// <summary>Opens the file once; null when there is none and none is to be made.</summary>
    private async ValueTask<LogFile?> LoadAsync(bool create, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_file is { } open) return open;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_file is null && (create || File.Exists(path))) _file = await Task.Run(Load, CancellationToken.None);
            return _file;
        }
        finally
        {
            _turn.Release();
        }
    }

    private LogFile Load()
    {
        health.ThrowIfFailed();
        folders.Ensure(Path.GetDirectoryName(path)!);
        _entries.Clear();
        var head = new SandboxLogHead(0, string.Empty, 0, 0);
        var file = LogFile.Open(path, sandboxId, disk, health, (record, offset, length) => head = Follow(head, record, offset, length), out var cutOffBytes);
        if (cutOffBytes > 0) LogCutOff(logger, path, cutOffBytes, head.Epoch);
        lock (_stateLock) _head = head;
        return file;
    }

    private SandboxLogHead Follow(SandboxLogHead head, LogRecord record, long offset, int length)
    {
        switch (record.Kind)
        {
            case LogRecordKind.Fence when record.Term == head.Term + 1 && record.Epoch == head.Epoch:
                return head with { Term = record.Term, Opener = Encoding.UTF8.GetString(record.Content.Span) };
            case LogRecordKind.Entry when record.Term == head.Term && record.Epoch == head.Epoch + 1 && record.TimeMs > head.TimeMs:
                _entries.Add((offset, length));
                return head with { Epoch = record.Epoch, TimeMs = record.TimeMs };
            default:
                throw new StorageDamagedException(
                    path,
                    $"A record of kind {(int)record.Kind}, term {record.Term}, epoch {record.Epoch} cannot follow term {head.Term}, epoch {head.Epoch}, at byte {offset}.");
        }
    }

    private async ValueTask<bool> IsCommittedAsync(LogFile file, SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        var (offset, length) = _entries[(int)(entry.Epoch - 1)];
        var record = await file.ReadAsync(offset, length, cancellationToken);
        return record.Term == entry.Term && record.TimeMs == entry.TimeMs && record.Content.Span.SequenceEqual(entry.Content.Span);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last record of the log was torn by a crash before it was acknowledged and is cut off. File: {File}, bytes: {Bytes}, last epoch: {Epoch}.")]
    private static partial void LogCutOff(ILogger logger, string file, long bytes, long epoch);
}
