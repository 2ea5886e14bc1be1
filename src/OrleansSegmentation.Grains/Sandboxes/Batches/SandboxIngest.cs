using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>Commits batches: those that wait are resolved together, on the data version that they follow, and share one entry.</summary>
internal sealed partial class SandboxIngest(
    SandboxPump pump, IPartitionStore files, ISandboxPeers peers, SideThread thread, DataTurn turn, IngestOptions options, TimeProvider clock, ILogger logger)
{
    private const int RetryAfterSeconds = 5;

    private readonly BatchResolver _resolver = new(peers, thread, options.AnswerTimeout, clock);
    private readonly ReplicaLag _lag = new(peers, options.MaxReplicaLagBytes, options.AnswerTimeout, clock);
    private readonly Queue<WaitingBatch> _waiting = [];
    private long _waitingBytes;
    private bool _isRunning;

    /// <summary>Commits a batch. A batch id seen in the last 10 minutes gets its first answer.</summary>
    /// <exception cref="ArgumentException">The keys do not fit the records.</exception>
    public Task<ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission batch)
    {
        Require(batch);
        var waiting = new WaitingBatch(batch);
        if (_waiting.Count >= options.MaxWaitingBatches || (_waiting.Count > 0 && _waitingBytes + waiting.Bytes > options.MaxWaitingBytes))
            return Task.FromResult<ServiceResult<IngestReceipt>>(TooManyWaiting(_waiting.Count, _waitingBytes));

        _waiting.Enqueue(waiting);
        _waitingBytes += waiting.Bytes;
        if (!_isRunning) _ = LoopAsync();
        return waiting.Answer;
    }

    // What cannot be resolved must not reach the group: its neighbours would fail with it.
    private static void Require(BatchSubmission batch)
    {
        long keys = 0;
        foreach (var count in batch.RecordKeyCounts) keys += count >= 1 ? count : throw new ArgumentException($"A record has {count} keys; at least 1 is needed.", nameof(batch));
        if (keys != batch.Keys.Count) throw new ArgumentException($"The records have {keys} keys, but there are {batch.Keys.Count}.", nameof(batch));
    }

    private async Task LoopAsync()
    {
        _isRunning = true;
        while (_waiting.Count > 0)
        {
            var group = BatchGroup.TakeFrom(_waiting);
            _waitingBytes -= group.Bytes;
            try
            {
                await CommitAsync(group);
            }
            catch (Exception exception)
            {
                group.Fail(exception);
            }
        }

        _isRunning = false;
    }

    private async Task CommitAsync(BatchGroup group)
    {
        if (!await _lag.WaitAsync(pump.State.PartitionCount))
        {
            LogBehind(logger, _lag.Bytes);
            group.Refuse(ServiceFault.Busy(
                "SEG-GEN010-503", RetryAfterSeconds, "The profiles are behind.", "Records committed before are still being added to profiles; nothing was taken. Send them again later."));
            return;
        }

        using var taken = await turn.TakeAsync();
        while (true)
        {
            var state = pump.State;
            foreach (var known in group.Batches.Where(waiting => state.Batches.TryFind(waiting.Id, state.TimeMs, out _)).ToList())
                group.Complete(known, (await pump.RunAsync(FirstAnswer(known.Batch)))!);
            if (group.Batches.Count == 0) return;

            var writer = new AttachmentWriter(files, pump.Term);
            IReadOnlyList<BatchItem> items;
            try
            {
                var start = Stopwatch.GetTimestamp();
                var resolved = await _resolver.ResolveAsync(state, group.Join());
                IngestMeter.AddTime("resolve", start);
                items = await ComposeAsync(resolved, group, writer);
            }
            catch (Exception exception) when (exception is not StorageDamagedException)
            {
                if (pump.Failure is { } failure) throw failure;
                if (pump.State.DataEpoch != state.DataEpoch) continue; // a publication came between: resolve on top of it
                LogNotResolved(logger, exception, group.Batches.Count, group.Batches[0].Id);
                await TryDiscardAsync(writer);
                group.Refuse(ServiceFault.Busy(
                    "SEG-GEN010-503", RetryAfterSeconds, "The profiles are not available.", "The records could not be placed; nothing was taken. Send them again."));
                return;
            }

            var committing = Stopwatch.GetTimestamp();
            var isCommitted = await pump.RunAsync(Commit(items, state.DataEpoch));
            IngestMeter.AddTime("commit", committing);
            if (isCommitted)
            {
                IngestMeter.AddRecords("committed", group.Batches.Sum(static waiting => (long)waiting.RecordCount));
                _lag.Add(pump.State.Epoch, group.Batches.Sum(static waiting => (long)waiting.Batch.PayloadBytes));
                group.Complete();
                return;
            }

            await TryDiscardAsync(writer);
        }
    }

    private static Decide<IngestReceipt?> FirstAnswer(BatchSubmission batch) => (state, stamp) =>
        Decision<IngestReceipt?>.Answered(state.Batches.TryFind(batch.Receipt.BatchId, stamp.TimeMs, out var first) ? first : batch.Receipt);

    // False: the data changed since the batches were resolved, or one of them is known.
    private static Decide<bool> Commit(IReadOnlyList<BatchItem> items, long dataEpoch) => (state, stamp) =>
        state.DataEpoch == dataEpoch && !items.Any(item => state.Batches.TryFind(item.Receipt.BatchId, stamp.TimeMs, out _))
            ? Decision<bool>.Append(true, items)
            : Decision<bool>.Answered(false);

    // An item per batch, so that a batch can be found again. The clusters that are joined move before the first one.
    private async Task<IReadOnlyList<BatchItem>> ComposeAsync(ResolvedBatch resolved, BatchGroup group, AttachmentWriter writer)
    {
        var moves = new List<MoveItem>();
        for (var i = 0; i < resolved.Route.Moves.Count; i++)
        {
            var move = resolved.Route.Moves[i];
            moves.Add(new MoveItem(RefOf(move.Loser), RefOf(move.Winner), await writer.WriteAsync(resolved.Contents[i].Bytes)));
        }

        var items = new List<BatchItem>(group.Batches.Count);
        var position = 0;
        foreach (var waiting in group.Batches)
        {
            var batch = waiting.Batch;
            var first = position;
            var isFirst = items.Count == 0;
            var payload = batch.PayloadName is { } name ? new Attachment(name, null) : await writer.WriteAsync(batch.InlinePayload);
            var bytes = group.Batches.Count == 1
                ? await thread.RunAsync(resolved.Route.Encode)
                : resolved.Route.Slice(first, waiting.RecordCount, withMoves: isFirst).Encode();
            items.Add(new BatchItem(
                batch.Receipt, payload, await writer.WriteAsync(bytes), isFirst ? moves : [], [.. resolved.Route.NextNumbers], first));
            position += waiting.RecordCount;
        }

        return items;
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

    [LoggerMessage(LogLevel.Warning, "{Count} batches, {BatchId} the first, could not be resolved.")]
    private static partial void LogNotResolved(ILogger logger, Exception exception, int count, Guid batchId);

    [LoggerMessage(LogLevel.Warning, "Partitions are {Bytes} bytes behind and did not catch up in time: batches are refused.")]
    private static partial void LogBehind(ILogger logger, long bytes);

    [LoggerMessage(LogLevel.Warning, "Unused staged files could not be deleted.")]
    private static partial void LogNotDiscarded(ILogger logger, Exception exception);
}
