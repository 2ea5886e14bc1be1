using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Contracts.Sandboxes;

namespace OrleansSegmentation.Grains.Log;

/// <summary>One entry of a sandbox's log, decoded: what became true at one epoch, in order.</summary>
/// <param name="Epoch">1, 2, 3, …</param>
/// <param name="TimeMs">Log time, ms since 1970; strictly increasing.</param>
/// <param name="Items">Data items first (batches, removals, drops, publications), then control items.</param>
internal sealed record LogEntry(long Epoch, long TimeMs, IReadOnlyList<LogItem> Items);

/// <summary>One item of an entry. An unknown kind is refused on reading, never skipped.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(DescribeItem), "DESCRIBE")]
[JsonDerivedType(typeof(BatchItem), "BATCH")]
[JsonDerivedType(typeof(RemoveItem), "REMOVE")]
[JsonDerivedType(typeof(DropItem), "DROP")]
[JsonDerivedType(typeof(DefinitionItem), "DEF")]
[JsonDerivedType(typeof(DefinitionRemovedItem), "UNDEF")]
[JsonDerivedType(typeof(MergePolicyItem), "POLICY")]
[JsonDerivedType(typeof(MergePolicyRemovedItem), "UNPOLICY")]
[JsonDerivedType(typeof(ScheduleItem), "SCHEDULE")]
[JsonDerivedType(typeof(ScheduleRemovedItem), "UNSCHEDULE")]
[JsonDerivedType(typeof(ScheduleSkippedItem), "SKIP")]
[JsonDerivedType(typeof(AcceptItem), "ACCEPT")]
[JsonDerivedType(typeof(QueueItem), "QUEUE")]
[JsonDerivedType(typeof(StartItem), "START")]
[JsonDerivedType(typeof(AttachItem), "ATTACH")]
[JsonDerivedType(typeof(BeginItem), "BEGIN")]
[JsonDerivedType(typeof(ProgressItem), "PROGRESS")]
[JsonDerivedType(typeof(CancelItem), "CANCEL")]
[JsonDerivedType(typeof(EndItem), "END")]
[JsonDerivedType(typeof(FailItem), "FAIL")]
[JsonDerivedType(typeof(PublishItem), "PUBLISH")]
[JsonDerivedType(typeof(ForgetItem), "FORGET")]
[JsonDerivedType(typeof(SystemJobItem), "SYSJOB")]
[JsonDerivedType(typeof(SystemJobEndItem), "SYSEND")]
[JsonDerivedType(typeof(SystemJobForgetItem), "SYSFORGET")]
internal abstract record LogItem
{
    /// <summary>Gets whether the item changes profiles or memberships, and so makes a new data version. Such items lead their entry.</summary>
    [JsonIgnore]
    public bool ChangesData => this is BatchItem or RemoveItem or DropItem or PublishItem;
}

/// <summary>The sandbox was created.</summary>
internal sealed record DescribeItem(SandboxDescriptor Sandbox, int PartitionCount, int ShardCount) : LogItem;

/// <summary>Bytes beside an item: inline when small, else the name of a staged file.</summary>
internal sealed record Attachment(string? Name, byte[]? Inline);

/// <summary>A batch of records became part of the profiles.</summary>
/// <param name="Receipt">The answer; its batch id makes a retry harmless.</param>
/// <param name="Payload">The records (<c>BatchPayload</c>).</param>
/// <param name="Route">The cluster of each record (<c>BatchRoute</c>).</param>
/// <param name="Moves">Clusters that were joined into others, with their content.</param>
/// <param name="NextNumbers">The next free number of each partition after the last batch of this entry.</param>
/// <param name="FirstPosition">The position of its first record among the records of all batches of the entry.</param>
internal sealed record BatchItem(
    IngestReceipt Receipt, Attachment Payload, Attachment Route, IReadOnlyList<MoveItem> Moves, IReadOnlyList<int> NextNumbers, int FirstPosition = 0) : LogItem;

/// <summary>The loser's content goes to the winner; the loser's number is retired. Losers are in no record's route.</summary>
internal sealed record MoveItem(ClusterRef Loser, ClusterRef Winner, Attachment Content);

/// <summary>The membership of a deleted definition goes everywhere.</summary>
internal sealed record DropItem(Guid SegmentId) : LogItem;

/// <summary>A definition was created or replaced (all but its derived fields).</summary>
internal sealed record DefinitionItem(SegmentDefinitionDocument Definition) : LogItem;

/// <summary>A definition was deleted.</summary>
internal sealed record DefinitionRemovedItem(Guid SegmentId) : LogItem;

/// <summary>A merge policy was created or replaced.</summary>
internal sealed record MergePolicyItem(MergePolicyDocument Policy) : LogItem;

/// <summary>A merge policy was deleted. Jobs that were accepted before keep their snapshot of it.</summary>
internal sealed record MergePolicyRemovedItem(Guid PolicyId) : LogItem;

/// <summary>A job was accepted: NEW. Its creation time is the entry's time.</summary>
internal sealed record AcceptItem(
    Guid JobId, string Source, string RequestId, string? IdempotencyKey, string? BodyHash, Guid BatchId, long ComputeJobId,
    Guid ComputeGatewayJobId, IReadOnlyList<JobSegment> Segments, IReadOnlyList<Guid> RequestedSegmentIds,
    IReadOnlyList<MergePolicySnapshot> Policies, IReadOnlyList<string> Warnings) : LogItem
{
    /// <summary>Gets the segments that each segment refers to, in order of first reference; a segment without references is absent.</summary>
    public IReadOnlyDictionary<Guid, IReadOnlyList<Guid>> DependsOn { get; init; } = new Dictionary<Guid, IReadOnlyList<Guid>>();

    /// <summary>Gets what made a scheduled job; null of other jobs.</summary>
    public ScheduleFire? Fire { get; init; }
}

/// <summary>The job has to wait: QUEUED.</summary>
internal sealed record QueueItem(Guid JobId) : LogItem;

/// <summary>The job runs: PROCESSING. Pins this entry's epoch; its time is the evaluation instant.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Policies">The merge policies whose views the pin keeps.</param>
/// <param name="SegmentIds">The segments it evaluates.</param>
internal sealed record StartItem(Guid JobId, IReadOnlyList<MergePolicySnapshot> Policies, IReadOnlyList<Guid> SegmentIds) : LogItem;

/// <summary>A runner attached: the run token rises by one.</summary>
internal sealed record AttachItem(Guid JobId) : LogItem;

/// <summary>The first partition started to evaluate.</summary>
internal sealed record BeginItem(Guid JobId, int Run) : LogItem;

/// <summary>Counts of a running job that outlive a crash. None is below the last one.</summary>
internal sealed record ProgressItem(Guid JobId, int Run, RunCounts Counts) : LogItem;

/// <summary>CANCELLING.</summary>
internal sealed record CancelItem(Guid JobId, Guid RequestId) : LogItem;

/// <summary>CANCELLED; releases the pin.</summary>
internal sealed record EndItem(Guid JobId) : LogItem;

/// <summary>FAILED; releases the pin.</summary>
internal sealed record FailItem(Guid JobId, JobError Error, string Cause) : LogItem;

/// <summary>SUCCEEDED, and memberships switch in all partitions; releases the pin.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Run">The run that finished it.</param>
/// <param name="StartEpoch">The epoch it read (e0).</param>
/// <param name="SegmentIds">The segments whose membership is replaced: those whose definitions still exist.</param>
/// <param name="Result">The counts.</param>
internal sealed record PublishItem(
    Guid JobId, int Run, long StartEpoch, IReadOnlyList<Guid> SegmentIds, RunResult Result) : LogItem;

/// <summary>The record of a final job goes; membership stays.</summary>
internal sealed record ForgetItem(Guid JobId, Guid? RequestId) : LogItem;
