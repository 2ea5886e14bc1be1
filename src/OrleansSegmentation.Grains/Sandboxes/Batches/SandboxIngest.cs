using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>Commits batches, one after the other: each is resolved on the data version that it follows.</summary>
internal sealed partial class SandboxIngest(
    SandboxPump pump, IPartitionStore files, ISandboxPeers peers, SideThread thread, DataTurn turn, IngestOptions options, TimeProvider clock, ILogger logger)
{
    private const int RetryAfterSeconds = 5;

    private readonly BatchResolver _resolver = new(peers, thread, options.AnswerTimeout, clock);
    private readonly Queue<Waiting> _waiting = [];
    private long _waitingBytes;
    private bool _isRunning;

    /// <summary>Commits a batch. A batch id seen in the last 10 minutes gets its first answer.</summary>
    public Task<ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission batch)
    {
        var bytes = batch.InlinePayload.Length + 16L * batch.Keys.Count + 4L * batch.RecordKeyCounts.Count;
        if (_waiting.Count >= options.MaxWaitingBatches || (_waiting.Count > 0 && _waitingBytes + bytes > options.MaxWaitingBytes))
            return Task.FromResult<ServiceResult<IngestReceipt>>(TooManyWaiting(_waiting.Count, _waitingBytes));

        var waiting = new Waiting(batch, bytes);
        _waiting.Enqueue(waiting);
        _waitingBytes += bytes;
        if (!_isRunning) _ = LoopAsync();
        return waiting.Answer.Task;
    }

    private async Task LoopAsync()
    {
        _isRunning = true;
        while (_waiting.TryDequeue(out var waiting))
        {
            _waitingBytes -= waiting.Bytes;
            try
            {
                waiting.Answer.SetResult(await CommitAsync(waiting.Batch));
            }
            catch (Exception exception)
            {
                waiting.Answer.SetException(exception);
            }
        }

        _isRunning = false;
    }

    private async Task<ServiceResult<IngestReceipt>> CommitAsync(BatchSubmission batch)
    {
        using var taken = await turn.TakeAsync();
        while (true)
        {
            var state = pump.State;
            if (state.Batches.TryFind(batch.Receipt.BatchId, state.TimeMs, out _)) return (await pump.RunAsync(FirstAnswer(batch)))!;
            var writer = new AttachmentWriter(files, pump.Term);
            BatchItem item;
            try
            {
                item = await ComposeAsync(await _resolver.ResolveAsync(state, batch), batch, writer);
            }
            catch (Exception exception) when (exception is not StorageDamagedException)
            {
                if (pump.Failure is { } failure) throw failure;
                if (pump.State.DataEpoch != state.DataEpoch) continue; // a publication came between: resolve on top of it
                LogNotResolved(logger, exception, batch.Receipt.BatchId);
                await TryDiscardAsync(writer);
                return ServiceFault.Busy(
                    "SEG-GEN010-503", RetryAfterSeconds, "The profiles are not available.", "The records could not be placed; nothing was taken. Send them again.");
            }

            var receipt = await pump.RunAsync(Commit(item, state.DataEpoch));
            if (receipt is not null) return receipt;
            await TryDiscardAsync(writer);
        }
    }

    private static Decide<IngestReceipt?> FirstAnswer(BatchSubmission batch) => (state, stamp) =>
        Decision<IngestReceipt?>.Answered(state.Batches.TryFind(batch.Receipt.BatchId, stamp.TimeMs, out var first) ? first : batch.Receipt);

    // Null: the data changed since the batch was resolved.
    private static Decide<IngestReceipt?> Commit(BatchItem item, long dataEpoch) => (state, stamp) =>
    {
        if (state.Batches.TryFind(item.Receipt.BatchId, stamp.TimeMs, out var first)) return Decision<IngestReceipt?>.Answered(first);
        return state.DataEpoch == dataEpoch ? Decision<IngestReceipt?>.Append(item.Receipt, item) : Decision<IngestReceipt?>.Answered(null);
    };

    private async Task<BatchItem> ComposeAsync(ResolvedBatch resolved, BatchSubmission batch, AttachmentWriter writer)
    {
        var payload = batch.PayloadName is { } name ? new Attachment(name, null) : await writer.WriteAsync(batch.InlinePayload);
        var route = await writer.WriteAsync(await thread.RunAsync(resolved.Route.Encode));
        var moves = new List<MoveItem>();
        for (var i = 0; i < resolved.Route.Moves.Count; i++)
        {
            var move = resolved.Route.Moves[i];
            moves.Add(new MoveItem(RefOf(move.Loser), RefOf(move.Winner), await writer.WriteAsync(resolved.Contents[i].Bytes)));
        }

        return new BatchItem(batch.Receipt, payload, route, moves, [.. resolved.Route.NextNumbers]);
    }

    private async Task TryDiscardAsync(AttachmentWriter writer)
    {
        try
        {
            await writer.DiscardAsync();
        }
        catch (Exception exception)
        {
            LogNotDiscarded(logger, exception);
        }
    }

    private static ClusterRef RefOf(ClusterId cluster) => new(cluster.Partition, cluster.Number);

    private static ServiceFault TooManyWaiting(int batches, long bytes) => ServiceFault.Busy(
        "SEG-GEN011-429", RetryAfterSeconds, "Too many batches are waiting.",
        string.Create(CultureInfo.InvariantCulture, $"{batches} batches with {bytes} bytes wait to be committed. Send the records again later."));

    private sealed record Waiting(BatchSubmission Batch, long Bytes)
    {
        public TaskCompletionSource<ServiceResult<IngestReceipt>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(LogLevel.Warning, "Batch {BatchId} could not be resolved.")]
    private static partial void LogNotResolved(ILogger logger, Exception exception, Guid batchId);

    [LoggerMessage(LogLevel.Warning, "Unused staged files could not be deleted.")]
    private static partial void LogNotDiscarded(ILogger logger, Exception exception);
}
