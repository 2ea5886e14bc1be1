using OrleansSegmentation.Contracts.Ingest;

namespace OrleansSegmentation.Client;

/// <summary>How a batch of records is written and named.</summary>
public sealed record IngestOptions
{
    /// <summary>Gets how the records are written.</summary>
    /// <value>Default: one JSON object per line.</value>
    public RecordFormat Format { get; init; } = RecordFormat.Ndjson;

    /// <summary>Gets the dataset of records that name none: 1 to 64 of <c>A-Z a-z 0-9 _ -</c>.</summary>
    /// <value>Default: <c>default</c>.</value>
    public string DatasetId { get; init; } = SegmentationClient.DefaultDatasetId;

    /// <summary>Gets the id of the batch; repeating a call with the same one changes nothing. Null makes a new one.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Gets the time of profile records that name none; with one of its own, sending a batch again never overrides what came later.</summary>
    /// <value>Default: null, the time at which the service reads the batch.</value>
    public DateTimeOffset? DefaultTimestamp { get; init; }

    /// <summary>Gets how many refused records the answer lists; all are counted.</summary>
    /// <value>Default: 100. Smaller values mean 100.</value>
    public int MaxErrors { get; init; } = IngestReceipt.DefaultMaxErrors;
}
