namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>A request to create a job.</summary>
/// <param name="SegmentIds">The ids as sent, in order, possibly with duplicates; null means <c>*</c>: all definitions of the sandbox.</param>
/// <param name="RequestId">The <c>x-request-id</c> of the call.</param>
/// <param name="IdempotencyKey">1 to 128 printable ASCII characters, or null.</param>
/// <param name="BodyHash">Hash of the canonical JSON body; compared when the key was used before.</param>
[GenerateSerializer, Immutable, Alias("segmentation.job-submission")]
public sealed record JobSubmission(IReadOnlyList<string>? SegmentIds, string RequestId, string? IdempotencyKey, string? BodyHash);

/// <summary>The answer to a <see cref="JobSubmission"/>.</summary>
/// <param name="Job">The job, NEW unless replayed.</param>
/// <param name="IsReplayed">Whether the idempotency key named an earlier job.</param>
[GenerateSerializer, Immutable, Alias("segmentation.job-submitted")]
public sealed record JobSubmitted(SegmentJobDocument Job, bool IsReplayed);

/// <summary>Which jobs to list.</summary>
/// <param name="Start">Zero-based item offset.</param>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Statuses">Any of these; empty means all.</param>
/// <param name="Sort">At most 5 keys; empty means newest first. Ties are broken by id.</param>
/// <param name="Filters">All must hold.</param>
[GenerateSerializer, Immutable, Alias("segmentation.job-query")]
public sealed record JobListQuery(
    int Start, int Limit, IReadOnlyList<SegmentJobStatus> Statuses, IReadOnlyList<SortKey> Sort, IReadOnlyList<PropertyFilter> Filters);

/// <summary>One sort key.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.sort-key")]
public sealed record SortKey(string Path, bool IsDescending);

/// <summary>One <c>property</c> filter: <c>[array~]path==value</c>.</summary>
/// <param name="ArrayPath">The steps to an array of objects, or null.</param>
/// <param name="Path">The steps inside the item, or inside an element of the array.</param>
/// <param name="Value">The canonical text that the scalar must equal.</param>
[GenerateSerializer, Immutable, Alias("segmentation.property-filter")]
public sealed record PropertyFilter(IReadOnlyList<string>? ArrayPath, IReadOnlyList<string> Path, string Value);

/// <summary>One page of jobs.</summary>
/// <param name="TotalCount">Jobs that match, before paging.</param>
/// <param name="Jobs">The page.</param>
[GenerateSerializer, Immutable, Alias("segmentation.job-page")]
public sealed record JobPage(int TotalCount, IReadOnlyList<SegmentJobDocument> Jobs);

/// <summary>What the public API never tells about a job.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-diagnostics")]
public sealed record JobDiagnostics
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required SegmentJobStatus Status { get; init; }

    /// <summary>Gets the place in the queue (1 = next) of a NEW or QUEUED job.</summary>
    [Id(2)] public int? QueuePosition { get; init; }

    [Id(3)] public IReadOnlyList<Guid>? WaitingFor { get; init; }

    /// <summary>Gets completed / total partitions: 0 before, 1 in SUCCEEDED.</summary>
    [Id(4)] public required double Progress { get; init; }

    [Id(5)] public required PartitionCounts Partitions { get; init; }

    [Id(6)] public required long ProfilesEvaluated { get; init; }

    [Id(7)] public IReadOnlyDictionary<string, long>? ExcludedProfiles { get; init; }

    [Id(8)] public long? Epoch { get; init; }

    [Id(9)] public long? EpochCommittedAtMs { get; init; }

    [Id(10)] public required IReadOnlyList<TimelineEvent> Timeline { get; init; }

    [Id(11)] public required IReadOnlyList<SegmentDiagnostics> Segments { get; init; }

    [Id(12)] public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets how far each partition of a running job is; null otherwise.</summary>
    [Id(13)] public IReadOnlyList<PartitionShare>? PartitionProgress { get; init; }
}

/// <summary>How far one partition of a running job is.</summary>
/// <param name="Partition">0, 1, 2, …</param>
/// <param name="Status"><c>waiting</c>, <c>running</c> or <c>completed</c>.</param>
/// <param name="ProfilesEvaluated">So far, over all merge policies.</param>
/// <param name="ProfilesTotal">All there are; 0 while that is not known.</param>
[GenerateSerializer, Immutable, Alias("segmentation.partition-share")]
public sealed record PartitionShare(int Partition, string Status, long ProfilesEvaluated, long ProfilesTotal);

/// <summary>How far the partitions of a job are.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.partition-counts")]
public sealed record PartitionCounts(int Total, int Completed, int Running, int Retried);

/// <summary>One change of status. Cause: <c>api schedule dispatcher delete completed error timeout</c>.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.timeline-event")]
public sealed record TimelineEvent(SegmentJobStatus Status, long AtMs, string Cause);

/// <summary>One segment of a job in the diagnostics.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.segment-diagnostics")]
public sealed record SegmentDiagnostics
{
    [Id(0)] public required Guid SegmentId { get; init; }

    /// <summary>Gets false for a segment pulled in by reference.</summary>
    [Id(1)] public required bool Requested { get; init; }

    [Id(2)] public required IReadOnlyList<Guid> DependsOn { get; init; }

    [Id(3)] public long? EvaluationTimeInMs { get; init; }

    [Id(4)] public long? Realized { get; init; }

    [Id(5)] public long? Exited { get; init; }

    [Id(6)] public long? NewlyRealized { get; init; }

    [Id(7)] public long? NewlyExited { get; init; }

    [Id(8)] public long? Absorbed { get; init; }

    [Id(9)] public long? Deleted { get; init; }
}
