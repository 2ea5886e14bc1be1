using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Batches of records.</content>
internal sealed partial class SandboxGrain : ISandboxIngestGrain
{
    public Task<ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission submission, CancellationToken cancellationToken) =>
        _ingest.SubmitAsync(submission);
}
