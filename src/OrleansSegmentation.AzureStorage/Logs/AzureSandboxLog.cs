using System.IO.Hashing;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>The log of one sandbox in blobs: one per entry, created once, and a head whose replacement commits. Makes no call until it is used.</summary>
/// <remarks>
/// <code>
/// {sandbox id}/head                      replaced under its ETag
/// {sandbox id}/log/{epoch}.{term}        the entry of an epoch that a term wrote; committed if the head says so
/// </code>
/// A write that got no answer is repeated with the same bytes under the same condition, and a refusal is settled by reading back: it may be the
/// answer to the repetition of a write that succeeded.
/// </remarks>
internal sealed partial class AzureSandboxLog : ISandboxLog, IDisposable
{
    /// <summary>How far this machine's clock may be from the store's. The store tells whole seconds.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(5);

    /// <summary>How long a write without an answer is repeated before the writer has to step down.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan PauseBeforeRepeating = TimeSpan.FromMilliseconds(200);

    private readonly BlobContainerClient _container;
    private readonly Guid _sandboxId;
    private readonly LogHeadBlob _head;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1); // opening, appending, trimming
    private readonly CancellationTokenSource _closing = new();

    public AzureSandboxLog(BlobContainerClient container, Guid sandboxId, TimeProvider clock, ILogger logger)
    {
        _container = container;
        _sandboxId = sandboxId;
        _head = new LogHeadBlob(container, HeadName(sandboxId));
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Returns the name of a sandbox's head.</summary>
    public static string HeadName(Guid sandboxId) => $"{sandboxId:D}/head";

    public async ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) =>
        (await _head.ReadAsync(cancellationToken)).Document.ToHead();

    public async Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(opener);
        return await WriteAsync(_head.Name, async limit =>
        {
            var found = await ReadHeadPatientlyAsync(limit);
            CheckClock(found);
            var next = found.Document.Opened(opener);
            if (await RepeatAsync(() => _head.TryReplaceAsync(next, found.ETag, limit), limit) is { } mine) return mine.Document.ToHead();
            var now = (await ReadHeadPatientlyAsync(limit)).Document;
            return now.Term == next.Term && now.Opener == opener
                ? now.ToHead()
                : throw new SandboxLogFencedException($"The log of sandbox {_sandboxId} was opened by another writer at the same time, under term {now.Term}.");
        }, cancellationToken);
    }

    public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Content.Length > LogEntryBlob.MaxContentLength)
            throw new ArgumentException($"An entry has at most {LogEntryBlob.MaxContentLength} bytes, not {entry.Content.Length}.", nameof(entry));
        await WriteAsync(EntryName(entry.Epoch, entry.Term), async limit =>
        {
            var known = _head.Newest;
            if (known.Document.Term != entry.Term || known.Document.Epoch + 1 != entry.Epoch) known = await ReadHeadPatientlyAsync(limit);
            if (await IsCommittedAsync(known.Document, entry, limit)) return true;
            CheckNext(known.Document, entry);
            await CreateEntryAsync(entry, limit);
            while (true)
            {
                if (await RepeatAsync(() => _head.TryReplaceAsync(known.Document.Appended(entry), known.ETag, limit), limit) is not null) return true;
                known = await ReadHeadPatientlyAsync(limit);
                if (known.Document.Epoch >= entry.Epoch && IsOwner(known.Document, entry)) return true; // it was this very write, repeated by the client
                CheckNext(known.Document, entry); // still the next one: only the floor was raised meanwhile
            }
        }, cancellationToken);
    }

    public void Dispose() => _closing.Cancel(); // no handle is behind it, and late calls may still look at it

    private string EntryName(long epoch, long term) => $"{LogPrefix}{epoch:D19}.{term}"; // padded, so that a listing is in order

    private string LogPrefix => $"{_sandboxId:D}/log/";

    private void CheckNext(LogHeadDocument head, SandboxLogEntry entry)
    {
        if (entry.Term != head.Term || entry.Term == 0)
            throw new SandboxLogFencedException($"The log of sandbox {_sandboxId} has term {head.Term}; an entry of term {entry.Term} cannot be appended.");
        if (entry.Epoch != head.Epoch + 1)
            throw new SandboxLogFencedException($"The log of sandbox {_sandboxId} is at epoch {head.Epoch}; epoch {entry.Epoch} is not the next one.");
        if (entry.TimeMs <= head.TimeMs)
            throw new ArgumentException($"Log time must rise: {entry.TimeMs} is not after {head.TimeMs}.", nameof(entry));
    }

    private static bool IsOwner(LogHeadDocument head, SandboxLogEntry entry) => entry.Epoch <= head.Floor
        ? throw new EntriesTrimmedException(entry.Epoch, head.Floor)
        : head.OwnerOf(entry.Epoch) == entry.Term;

    private async Task<bool> IsCommittedAsync(LogHeadDocument head, SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Epoch < 1 || entry.Epoch > head.Epoch || !IsOwner(head, entry)) return false;
        return IsSame(await RepeatAsync(() => ReadEntryAsync(entry.Epoch, entry.Term, cancellationToken), cancellationToken), entry);
    }

    private static bool IsSame(SandboxLogEntry stored, SandboxLogEntry entry) =>
        stored.TimeMs == entry.TimeMs && stored.Content.Span.SequenceEqual(entry.Content.Span);

    private async Task CreateEntryAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        var name = EntryName(entry.Epoch, entry.Term);
        var blob = LogEntryBlob.Write(_sandboxId, entry);
        var stamp = BlobStamp.New(XxHash3.HashToUInt64(blob));
        var writer = new BlobWriter(_container);
        if (await RepeatAsync(() => writer.CreateAsync(name, BlobContent.Of(blob), stamp, cancellationToken), cancellationToken) is not null) return;

        // written by an earlier call with the same entry, or by two calls at once for one epoch
        if (!IsSame(await RepeatAsync(() => ReadEntryAsync(entry.Epoch, entry.Term, cancellationToken), cancellationToken), entry))
            throw new SandboxLogFencedException($"Term {entry.Term} of sandbox {_sandboxId} has already written another entry for epoch {entry.Epoch}.");
    }

    private void CheckClock(KnownHead found)
    {
        if (found.StoreTime is not { } storeTime) return;
        var difference = _clock.GetUtcNow() - storeTime;
        if (difference.Duration() > MaxClockDifference + TimeSpan.FromSeconds(1))
        {
            throw new InvalidOperationException(
                $"This machine's clock differs from the store's by {difference.TotalSeconds:F0} s; at most {MaxClockDifference.TotalSeconds:F0} s are accepted, because log times must be true. Set the clock, for example by NTP.");
        }
    }

    /// <summary>Runs a write alone. Once begun it runs to its end or to the limit: a cancelled write would have an unknown outcome.</summary>
    private async Task<T> WriteAsync<T>(string blob, Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        using var limit = new CancellationTokenSource(SettleLimit, _clock);
        try
        {
            return await write(limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new StorageUncertainException(blob, exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the head for a write: what it says decides, so it is asked until there is an answer.</summary>
    private Task<KnownHead> ReadHeadPatientlyAsync(CancellationToken limit) => RepeatAsync(() => _head.ReadAsync(limit), limit);

    /// <summary>Repeats a call until there is an answer.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> call, CancellationToken limit)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (BlobErrors.IsUnknown(exception, limit))
            {
                LogRepeating(_logger, exception, _head.Name);
                await Task.Delay(PauseBeforeRepeating, _clock, limit);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store does not answer; the call is repeated. Log: {Head}.")]
    private static partial void LogRepeating(ILogger logger, Exception exception, string head);
}
