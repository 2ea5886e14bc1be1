using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>A batch whose sender waits for its receipt.</summary>
/// <param name="batch">The batch.</param>
internal sealed class WaitingBatch(BatchSubmission batch)
{
    private readonly TaskCompletionSource<ServiceResult<IngestReceipt>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BatchSubmission Batch { get; } = batch;

    public Guid Id => Batch.Receipt.BatchId;

    public int RecordCount => Batch.RecordKeyCounts.Count;

    /// <summary>Gets about how much memory it holds.</summary>
    public long Bytes { get; } = batch.InlinePayload.Length + 16L * batch.Keys.Count + 4L * batch.RecordKeyCounts.Count;

    /// <summary>Gets what the sender waits for.</summary>
    public Task<ServiceResult<IngestReceipt>> Answer => _answer.Task;

    /// <summary>Answers; only the first answer counts.</summary>
    public void Complete(ServiceResult<IngestReceipt> result) => _answer.TrySetResult(result);

    /// <summary>Answers with an error; only the first answer counts.</summary>
    public void Fail(Exception exception) => _answer.TrySetException(exception);
}
