using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Ingest;

/// <summary>Turns a request of records into a batch: parses it, makes it durable beside the log, hands it to the sandbox.</summary>
[StatelessWorker, Reentrant]
internal sealed partial class IngestWorkerGrain(
    ISegmentationStorage storage, ReplicaLogs logs, EvaluationPool pool, TimeProvider clock, ILogger<IngestWorkerGrain> logger) : Grain, IIngestWorkerGrain
{
    /// <summary>A payload up to this size travels in the log entry itself.</summary>
    public const int MaxInlineBytes = 64 << 10;

    // Parsed where it arrives: that takes less time than a change of threads.
    private const int SmallBytes = 8 << 10;

    private const int RetryAfterSeconds = 5;
    private const int MaxUploads = 3;

    public async Task<ServiceResult<IngestReceipt>> IngestAsync(IngestRequest request, CancellationToken cancellationToken)
    {
        if (!DatasetId.IsValid(request.DatasetId))
        {
            return ServiceFault.Of(
                RecordErrorCodes.Shape, "The dataset id is not valid.", $"datasetId: '{request.DatasetId}'. Accepted: {DatasetId.Accepted}.", "datasetId");
        }

        var options = new RecordReadOptions
        {
            DefaultDatasetId = request.DatasetId,
            ReceivedTimeMs = request.DefaultTimestampMs ?? clock.GetUtcNow().ToUnixTimeMilliseconds(), // one for all records, and for every replica
            MaxListedRejections = request.MaxErrors,
        };
        var parsing = ("ingest", request.SandboxId); // the uploads of a sandbox together get one turn beside the jobs
        try
        {
            var batch = request.Content.Length <= SmallBytes
                ? Parse(request, options)
                : await pool.RunAsync(parsing, () => Parse(request, options), cancellationToken);
            if (batch.Receipt.Accepted == 0) return batch.Receipt; // nothing to commit
            var result = await SubmitAsync(request.SandboxId, batch, cancellationToken);
            for (var attempt = 1; UploadFaults.IsStale(result.Fault) && attempt < MaxUploads; attempt++)
                result = await SubmitAsync(request.SandboxId, batch, cancellationToken); // its sandbox was opened anew meanwhile
            return result.Value is { } receipt && request.MaxErrors > IngestReceipt.DefaultMaxErrors
                ? receipt with { Errors = batch.Receipt.Errors }
                : result;
        }
        catch (MalformedArrayException exception)
        {
            return ServiceFault.Of(RecordErrorCodes.Shape, "The body is not a JSON array of records.", exception.Message);
        }
    }

    private static ParsedSubmission Parse(IngestRequest request, RecordReadOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        var batch = ParsedSubmission.Parse(request, options);
        IngestMeter.AddTime("parse", start);
        IngestMeter.AddRecords("parsed", batch.Receipt.Accepted);
        return batch;
    }

    private async Task<ServiceResult<IngestReceipt>> SubmitAsync(Guid sandboxId, ParsedSubmission batch, CancellationToken cancellationToken)
    {
        string? staged = null;
        if (batch.Payload.SizeBytes > MaxInlineBytes)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                // Only the writer of this term takes it, so a later one can tell that it is garbage.
                staged = StagedName.NewUpload((await storage.GetLog(sandboxId).ReadHeadAsync(cancellationToken)).Term);
                await storage.GetFiles(sandboxId).CreateAsync(staged, batch.Payload.Encode(), cancellationToken);
                logs.Get(sandboxId).Handover?.Offer(staged, batch.Payload);
                IngestMeter.AddTime("stage", start);
                IngestMeter.AddBytes("stage", batch.Payload.SizeBytes);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogStagingFailed(logger, exception, sandboxId, batch.Payload.SizeBytes);
                return ServiceFault.Of("SEG-GEN010-503", "The storage is not available.", "The records could not be stored; nothing was taken. Send them again.")
                    with
                { RetryAfterSeconds = RetryAfterSeconds };
            }
        }

        var result = await GrainFactory.GetGrain<ISandboxIngestGrain>(sandboxId).SubmitAsync(batch.ToSubmission(staged), cancellationToken);
        if (result.Fault is not null && staged is not null) await DeleteAsync(sandboxId, staged); // refused: no entry names it
        return result;
    }

    private async Task DeleteAsync(Guid sandboxId, string staged)
    {
        _ = logs.Get(sandboxId).Handover?.TryTake(staged, out _);
        try
        {
            await storage.GetFiles(sandboxId).DeleteAsync(staged, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogLeftBehind(logger, exception, sandboxId, staged);
        }
    }

    [LoggerMessage(LogLevel.Error, "Sandbox {SandboxId}: {SizeBytes} bytes of records could not be staged.")]
    private static partial void LogStagingFailed(ILogger logger, Exception exception, Guid sandboxId, int sizeBytes);

    [LoggerMessage(LogLevel.Warning, "Sandbox {SandboxId}: the unused file {Name} could not be deleted.")]
    private static partial void LogLeftBehind(ILogger logger, Exception exception, Guid sandboxId, string name);
}
