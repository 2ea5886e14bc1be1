using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>Reading committed entries, and waiting for new ones.</summary>
internal sealed partial class AzureSandboxLog
{
    private const int EntriesReadAhead = 8;

    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(250);

    private readonly Lock _pollLock = new();
    private Task? _polling;
    private int _waiting;

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstEpoch, 1);
        if (lastEpoch < firstEpoch) yield break;
        var head = _head.Newest.Document;
        if (head.Epoch < lastEpoch) head = (await _head.ReadAsync(cancellationToken)).Document;
        if (firstEpoch <= head.Floor) throw new EntriesTrimmedException(firstEpoch, head.Floor);

        // the blobs are small and far away, so several are on their way at once
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<Task<SandboxLogEntry>>();
        try
        {
            var next = firstEpoch;
            for (var epoch = firstEpoch; epoch <= lastEpoch; epoch++)
            {
                for (; next <= Math.Min(lastEpoch, head.Epoch) && ahead.Count < EntriesReadAhead; next++)
                    ahead.Enqueue(ReadEntryAsync(next, head.OwnerOf(next), stop.Token));
                if (!ahead.TryDequeue(out var reading))
                    throw new StorageDamagedException(_head.Name, $"The log ends at epoch {head.Epoch}; epoch {epoch} is missing.");
                yield return await reading;
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var reading in ahead) await reading.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public async Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            var (newest, changed) = _head.Observe();
            if (newest.Document.Epoch > epoch) return;
            await WhilePollingAsync(changed, cancellationToken);
        }
    }

    /// <summary>Waits for a task while the head is polled: once for all that wait, and by nobody when none does.</summary>
    private async Task WhilePollingAsync(Task changed, CancellationToken cancellationToken)
    {
        Task polling;
        lock (_pollLock)
        {
            _waiting++;
            if (_polling is null or { IsCompleted: true }) _polling = Task.Run(PollAsync, CancellationToken.None);
            polling = _polling;
        }

        try
        {
            // the polling ends first only by an error that those who wait must hear of
            await (await Task.WhenAny(changed, polling).WaitAsync(cancellationToken));
        }
        finally
        {
            lock (_pollLock) _waiting--;
        }
    }

    private async Task PollAsync()
    {
        var pause = ShortestPoll;
        var epoch = _head.Newest.Document.Epoch;
        while (true)
        {
            lock (_pollLock)
            {
                if (_waiting == 0 || _closing.IsCancellationRequested)
                {
                    _polling = null;
                    return;
                }
            }

            try
            {
                await Task.Delay(pause, _clock, _closing.Token);
                var found = (await _head.ReadAsync(_closing.Token)).Document.Epoch;
                pause = found > epoch ? ShortestPoll : TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPoll.Ticks));
                epoch = found;
            }
            catch (Exception exception) when (BlobErrors.IsUnknown(exception, _closing.Token))
            {
                LogPollFailed(_logger, exception, _head.Name);
                pause = LongestPoll;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<SandboxLogEntry> ReadEntryAsync(long epoch, long term, CancellationToken cancellationToken)
    {
        var name = EntryName(epoch, term);
        try
        {
            var content = await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return LogEntryBlob.Read(content.Value.Content.ToMemory(), _sandboxId, epoch, term, name);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            var head = (await _head.ReadAsync(cancellationToken)).Document;
            throw epoch <= head.Floor
                ? new EntriesTrimmedException(epoch, head.Floor)
                : new StorageDamagedException(name, $"The committed log entry of epoch {epoch} is missing.", exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The head of a log cannot be read; it is tried again. Log: {Head}.")]
    private static partial void LogPollFailed(ILogger logger, Exception exception, string head);
}
