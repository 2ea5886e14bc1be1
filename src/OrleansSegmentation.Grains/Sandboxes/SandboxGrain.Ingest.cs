using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Batches of records.</content>
internal sealed partial class SandboxGrain : ISandboxIngestGrain
{
    public async Task<ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission submission, CancellationToken cancellationToken)
    {
        if (submission.PayloadName is not { } name) return await _ingest.SubmitAsync(submission);
        using var use = await _uploads.TakeAsync(name);
        if (use is not null) return await _ingest.SubmitAsync(submission);

        // A batch that is committed already needs its upload no more.
        var first = await _pump.RunAsync((state, stamp) => Decision<IngestReceipt?>.Answered(
            state.Batches.TryFind(submission.Receipt.BatchId, stamp.TimeMs, out var receipt) ? receipt : null));
        return first is not null ? first : UploadFaults.Stale;
    }
}
