using OrleansSegmentation.Contracts.Ingest;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>The dataset of records that name none.</summary>
    public const string DefaultDatasetId = "default";

    /// <summary>Loads one batch of records. When it answers, the batch is durable and visible to every job that starts later.</summary>
    /// <param name="content">UTF-8 bytes, at most 64 MiB; split larger inputs at line ends. Must not change during the call.</param>
    /// <param name="options">Format, dataset and batch id; null for NDJSON in the dataset <c>default</c>.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the batch may be committed nevertheless.</param>
    /// <returns>How many records were taken, and why others were not.</returns>
    /// <exception cref="SegmentationException">
    /// <c>SEG-ING001-400</c> the array is malformed, and nothing of it is kept; 429 and 503 with a time to retry.
    /// </exception>
    public async Task<IngestReceipt> IngestAsync(
        ReadOnlyMemory<byte> content, IngestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IngestOptions();
        var request = new IngestRequest(
            Sandbox.SandboxId, options.BatchId ?? Guid.NewGuid(), options.DatasetId, options.Format, content,
            Math.Max(options.MaxErrors, IngestReceipt.DefaultMaxErrors), options.DefaultTimestamp?.ToUnixTimeMilliseconds());
        await EnsureAsync(cancellationToken);
        return GrainCall.Unwrap(await GrainCall.InvokeAsync(
            token => _grains.GetGrain<IIngestWorkerGrain>(0).IngestAsync(request, token), cancellationToken));
    }
}
