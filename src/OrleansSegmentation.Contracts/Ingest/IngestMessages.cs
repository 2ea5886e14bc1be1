using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Ingest;

/// <summary>How the records of a request are written.</summary>
[GenerateSerializer, Alias("segmentation.record-format")]
public enum RecordFormat
{
    /// <summary>One JSON object per line.</summary>
    Ndjson,

    /// <summary>One JSON array of objects.</summary>
    JsonArray,
}

/// <summary>One request of records: becomes one batch.</summary>
/// <param name="SandboxId">Where.</param>
/// <param name="BatchId">Repeating a request with the same id changes nothing and gets the first answer.</param>
/// <param name="DatasetId">The dataset of records that do not name one.</param>
/// <param name="Format">NDJSON or an array.</param>
/// <param name="Content">UTF-8 bytes; not changed after the call.</param>
/// <param name="MaxErrors">How many refused records the answer lists; at least <see cref="IngestReceipt.DefaultMaxErrors"/>.</param>
/// <param name="DefaultTimestampMs">The time of profile records that name none, ms since 1970; null: when the request is read.</param>
[GenerateSerializer, Immutable, Alias("segmentation.ingest-request")]
public sealed record IngestRequest(
    Guid SandboxId, Guid BatchId, string DatasetId, RecordFormat Format, ReadOnlyMemory<byte> Content,
    int MaxErrors = IngestReceipt.DefaultMaxErrors, long? DefaultTimestampMs = null);

/// <summary>What became of the records. Durable, and visible to every job that starts after it was given.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.ingest-receipt")]
public sealed record IngestReceipt(Guid BatchId, int Received, int Accepted, int Rejected, IReadOnlyList<RecordError> Errors)
{
    /// <summary>How many refused records are listed unless more are asked for; all are counted.</summary>
    public const int DefaultMaxErrors = 100;
}

/// <summary>One refused record.</summary>
/// <param name="Line">One-based line, or one-based index in an array.</param>
/// <param name="Code"><c>SEG-ING001-400</c> shape, <c>SEG-ING003-400</c> identity or timestamp.</param>
/// <param name="Message">Field, value and what is accepted.</param>
[GenerateSerializer, Immutable, Alias("segmentation.record-error")]
public sealed record RecordError(int Line, string Code, string Message);

/// <summary>Parses and stages records, then hands them to the sandbox. Stateless: as many as there are cores.</summary>
[Alias("segmentation.ingest-worker")]
public interface IIngestWorkerGrain : IGrainWithIntegerKey
{
    /// <summary>Ingests one request. Faults: <c>SEG-ING001-400</c> (malformed array), 429 and 503 with a time to retry.</summary>
    [Alias("ingest")]
    Task<ServiceResult<IngestReceipt>> IngestAsync(IngestRequest request, CancellationToken cancellationToken);
}
