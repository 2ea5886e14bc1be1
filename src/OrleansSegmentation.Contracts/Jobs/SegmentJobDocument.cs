using System.Text.Json.Serialization;

namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>A segment job as the API shows it; written unchanged as JSON (<see cref="SegmentJobJson"/>).</summary>
/// <remarks>A function of the sandbox's log. Times are ms since 1970 unless they say otherwise.</remarks>
[GenerateSerializer, Immutable, Alias("segmentation.job")]
public sealed record SegmentJobDocument
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string ImsOrgId { get; init; }

    [Id(2)] public required SandboxReference Sandbox { get; init; }

    [Id(3)] public string ProfileInstanceId { get; init; } = "ups";

    /// <summary>Gets <c>api</c> or <c>scheduler</c>.</summary>
    [Id(4)] public required string Source { get; init; }

    [Id(5)] public required SegmentJobStatus Status { get; init; }

    [Id(6)] public required Guid BatchId { get; init; }

    [Id(7)] public required long ComputeJobId { get; init; }

    [Id(8)] public required Guid ComputeGatewayJobId { get; init; }

    [Id(9)] public required IReadOnlyList<JobSegment> Segments { get; init; }

    [Id(10)] public required JobMetrics Metrics { get; init; }

    /// <summary>Gets the errors of a FAILED job; null otherwise.</summary>
    [Id(11)] public IReadOnlyList<JobError>? Errors { get; init; }

    [Id(12)] public required string RequestId { get; init; }

    [Id(13)] public SchemaReference Schema { get; init; } = SchemaReference.Profile;

    /// <summary>Gets the schedule of a scheduled job; null otherwise.</summary>
    [Id(14)] public JobProperties? Properties { get; init; }

    [Id(15), JsonPropertyName("_links")] public required JobLinks Links { get; init; }

    /// <summary>Gets <c>UpdateEpoch * 1000</c>.</summary>
    [Id(16)] public required long UpdateTime { get; init; }

    [Id(17)] public required long CreationTime { get; init; }

    /// <summary>Gets the last change of status, metrics or errors, in seconds since 1970.</summary>
    [Id(18)] public required long UpdateEpoch { get; init; }
}

/// <summary>The seven states of a job; spelled in JSON as here.</summary>
[GenerateSerializer, Alias("segmentation.job-status"), JsonConverter(typeof(JsonStringEnumConverter<SegmentJobStatus>))]
public enum SegmentJobStatus
{
    [JsonStringEnumMemberName("NEW")] New,
    [JsonStringEnumMemberName("QUEUED")] Queued,
    [JsonStringEnumMemberName("PROCESSING")] Processing,
    [JsonStringEnumMemberName("SUCCEEDED")] Succeeded,
    [JsonStringEnumMemberName("FAILED")] Failed,
    [JsonStringEnumMemberName("CANCELLING")] Cancelling,
    [JsonStringEnumMemberName("CANCELLED")] Cancelled,
}

/// <summary>The sandbox object embedded in responses.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.sandbox-reference")]
public sealed record SandboxReference(Guid SandboxId, string SandboxName, string Type, bool Default);

/// <summary>The schema class; always the profile.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.schema-reference")]
public sealed record SchemaReference(string Name)
{
    /// <summary>The name of the only schema class that is segmented.</summary>
    public const string ProfileName = "_xdm.context.profile";

    /// <summary>Gets the profile schema.</summary>
    public static SchemaReference Profile { get; } = new(ProfileName);
}

/// <summary>One segment of a job: a snapshot of the definition when the job was created.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-segment")]
public sealed record JobSegment(
    Guid SegmentId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SegmentSnapshot? Segment);

/// <summary>The snapshot of a definition.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.segment-snapshot")]
public sealed record SegmentSnapshot(Guid Id, ExpressionDocument Expression, Guid MergePolicyId, MergePolicyReference MergePolicy);

/// <summary>A stored expression.</summary>
/// <param name="Type"><c>PQL</c>.</param>
/// <param name="Format"><c>pql/text</c> or <c>pql/json</c>, as stored.</param>
/// <param name="Value">The text, or the JSON serialised into a string.</param>
[GenerateSerializer, Immutable, Alias("segmentation.expression")]
public sealed record ExpressionDocument(string Type, string Format, string Value);

/// <summary>A merge policy at a version.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.merge-policy-reference")]
public sealed record MergePolicyReference(Guid Id, int Version);

/// <summary>Times and counters of a job. Absent values are null.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-metrics")]
public sealed record JobMetrics
{
    [Id(0)] public TimeRange TotalTime { get; init; } = TimeRange.None;

    [Id(1)] public TimeRange ProfileSegmentationTime { get; init; } = TimeRange.None;

    [Id(2)] public long? TotalProfiles { get; init; }

    [Id(3)] public IReadOnlyDictionary<Guid, long>? SegmentedProfileCounter { get; init; }

    [Id(4)] public IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, long>>? SegmentedProfileByNamespaceCounter { get; init; }

    [Id(5)] public IReadOnlyDictionary<Guid, StatusCounts>? SegmentedProfileByStatusCounter { get; init; }

    [Id(6)] public IReadOnlyDictionary<Guid, long>? TotalProfilesByMergePolicy { get; init; }
}

/// <summary>Members and exited records of a segment after a run.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.status-counts")]
public sealed record StatusCounts(long Realized, long Exited);

/// <summary>A phase of a job; ms since 1970 and ms.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.time-range")]
public sealed record TimeRange(long? StartTimeInMs, long? EndTimeInMs, long? TotalTimeInMs)
{
    /// <summary>Gets the range of a phase that did not begin.</summary>
    public static TimeRange None { get; } = new(null, null, null);

    /// <summary>Returns the range of a phase that goes on.</summary>
    public static TimeRange From(long startMs) => new(startMs, null, null);

    /// <summary>Returns the range of a finished phase.</summary>
    public static TimeRange Between(long startMs, long endMs) => new(startMs, endMs, endMs - startMs);
}

/// <summary>Why a job failed.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-error")]
public sealed record JobError(string Code, string Msg)
{
    /// <summary>Gets the empty string: stack traces never leave the server.</summary>
    public string CallStack => "";
}

/// <summary>The schedule that created a job.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-properties")]
public sealed record JobProperties(Guid ScheduleId, Guid RunId);

/// <summary>The links of a job, the same in every state.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.job-links")]
public sealed record JobLinks(LinkDocument Cancel, LinkDocument CheckStatus)
{
    /// <summary>Returns the links of a job.</summary>
    public static JobLinks Of(Guid id) => new(new($"/segment/jobs/{id}", "DELETE"), new($"/segment/jobs/{id}", "GET"));
}

/// <summary>A link relative to the base path.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.link")]
public sealed record LinkDocument(string Href, string Method);
