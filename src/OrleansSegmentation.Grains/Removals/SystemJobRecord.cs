using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>A system job, as the log tells. Immutable.</summary>
/// <param name="Item">What it deletes.</param>
/// <param name="AcceptedEpoch">The epoch of its acceptance: what later ones supply stays.</param>
/// <param name="CreatedAtMs">The log time of its acceptance.</param>
internal sealed record SystemJobRecord(SystemJobItem Item, long AcceptedEpoch, long CreatedAtMs)
{
    [JsonIgnore] public Guid Id => Item.JobId;

    public SystemJobStatus Status { get; init; }

    /// <summary>Gets where each partition's next page starts; −1 in a partition that is done.</summary>
    public required ImmutableArray<int> Cursors { get; init; }

    public long RecordsProcessed { get; init; }

    public required long UpdatedAtMs { get; init; }

    /// <summary>Gets why it stopped, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Gets whether its record was deleted while it went on.</summary>
    public bool IsForgotten { get; init; }

    [JsonIgnore] public bool IsActive => Status is SystemJobStatus.New or SystemJobStatus.Processing;

    [JsonIgnore] public RemovalSource Source => new(null, Item.DataSetId, Item.BatchId, AcceptedEpoch);

    public SystemJob ToDocument() =>
        new(Id, Item.DataSetId, Item.BatchId?.ToString("D"), Status, RecordsProcessed, CreatedAtMs, UpdatedAtMs);
}
