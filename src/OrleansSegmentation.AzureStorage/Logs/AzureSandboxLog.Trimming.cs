using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>Raising the floor, and deleting the entries below it.</summary>
internal sealed partial class AzureSandboxLog
{
    private const int ParallelDeletions = 4;

    private readonly Lock _sweepLock = new();
    private Task _sweeping = Task.CompletedTask;

    public async Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        var trimmed = await WriteAsync(_head.Name, async limit =>
        {
            while (true)
            {
                var known = await ReadHeadPatientlyAsync(limit);
                var head = known.Document.ToHead();
                var next = TrimRules.Apply(head, term, floor, snapshot);
                if (next == head) return head; // as before, or done by a write whose answer was lost
                if (await RepeatAsync(() => _head.TryReplaceAsync(known.Document.Trimmed(next), known.ETag, limit), limit) is { } written) return written.Document.ToHead();
            }
        }, cancellationToken);
        SweepInBackground(trimmed.Floor);
        return trimmed;
    }

    /// <summary>Waits until the entries below the floor are deleted.</summary>
    internal Task WhenSweptAsync()
    {
        lock (_sweepLock) return _sweeping;
    }

    private void SweepInBackground(long floor)
    {
        lock (_sweepLock)
        {
            if (_sweeping.IsCompleted) _sweeping = Task.Run(() => SweepAsync(floor), CancellationToken.None);
        }
    }

    /// <summary>Deletes what is at or below the floor, of whichever term. What is left behind by an error goes the next time: the listing starts at the first.</summary>
    private async Task SweepAsync(long floor)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelDeletions, CancellationToken = _closing.Token };
            await Parallel.ForEachAsync(ListEntriesAsync(floor), options, async (name, token) =>
                await _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: token));
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or IOException)
        {
            LogSweepFailed(_logger, exception, _head.Name);
        }
    }

    private async IAsyncEnumerable<string> ListEntriesAsync(long floor)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, LogPrefix, _closing.Token))
        {
            var epoch = blob.Name.AsSpan(LogPrefix.Length);
            epoch = epoch[..Math.Max(0, epoch.IndexOf('.'))];
            if (!long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue; // not ours
            if (number > floor) yield break;
            yield return blob.Name;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Entries of a log that are not needed any more cannot be deleted; it is tried again at the next trim. Log: {Head}.")]
    private static partial void LogSweepFailed(ILogger logger, Exception exception, string head);
}
