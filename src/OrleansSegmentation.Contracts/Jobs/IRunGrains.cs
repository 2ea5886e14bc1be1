using System.Text.Json.Serialization;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>The runner of one job: drives the partitions and proposes every transition. Key: <c>{sandboxId}/{jobId}</c>.</summary>
[Alias("segmentation.segment-job")]
public interface ISegmentJobGrain : IGrainWithStringKey
{
    /// <summary>Asks the runner to attach to its job, unless it runs already. A hint, repeated until the job is final.</summary>
    [Alias("poke"), OneWay]
    Task PokeAsync();

    /// <summary>Asks the runner to stop its job. A hint.</summary>
    [Alias("cancel"), OneWay]
    Task CancelAsync();
}

/// <summary>What a runner gets when it attaches.</summary>
/// <param name="Run">Fencing token: a runner refused for an old run ends.</param>
/// <param name="Status">PROCESSING or CANCELLING; anything else: nothing to do.</param>
/// <param name="Epoch">The pinned epoch.</param>
/// <param name="NowMs">The evaluation instant.</param>
/// <param name="PartitionCount">Partitions of the sandbox.</param>
/// <param name="Request">What to evaluate; null unless PROCESSING.</param>
[GenerateSerializer, Immutable, Alias("segmentation.run-attachment")]
public sealed record RunAttachment(
    int Run, SegmentJobStatus Status, long Epoch, long NowMs, int PartitionCount, JobRequest? Request);

/// <summary>Counts of a running job for display.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.run-counts")]
public sealed record RunCounts(
    PartitionCounts Partitions, long ProfilesEvaluated, IReadOnlyDictionary<Guid, long> ProfilesByPolicy,
    IReadOnlyDictionary<Guid, long> MembersBySegment, long? EvaluationStartedAtMs)
{
    /// <summary>Gets how far each partition is, in order; kept in memory only.</summary>
    [Id(0), JsonIgnore] public IReadOnlyList<PartitionShare> ByPartition { get; init; } = [];
}

/// <summary>The whole result of a job: sums over all partitions.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.run-result")]
public sealed record RunResult(
    IReadOnlyList<PolicyResult> Policies, IReadOnlyList<SegmentResult> Segments, PartitionCounts Partitions,
    long EvaluationStartedAtMs, long EvaluationEndedAtMs);

/// <summary>What runners tell the sandbox; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
/// <remarks>Every call but <see cref="AttachAsync"/> carries the run token and answers false when the run is no longer current.</remarks>
[Alias("segmentation.sandbox-runs")]
public interface ISandboxRunsGrain : IGrainWithGuidKey
{
    /// <summary>Starts a new run of a job; null when there is no such job.</summary>
    [Alias("attach")]
    Task<RunAttachment?> AttachAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Heartbeat with counts for display; kept in memory only. False also when the job is being cancelled.</summary>
    [Alias("beat")]
    Task<bool> BeatAsync(Guid jobId, int run, RunCounts counts, CancellationToken cancellationToken);

    /// <summary>Commits that evaluation began (first partition started). Durable.</summary>
    [Alias("begin")]
    Task<bool> BeginAsync(Guid jobId, int run, CancellationToken cancellationToken);

    /// <summary>Commits the result: memberships of all partitions and SUCCEEDED in one entry.</summary>
    [Alias("publish")]
    Task<bool> PublishAsync(Guid jobId, int run, RunResult result, CancellationToken cancellationToken);

    /// <summary>Commits FAILED.</summary>
    [Alias("fail")]
    Task<bool> FailAsync(Guid jobId, int run, JobError error, CancellationToken cancellationToken);

    /// <summary>Tells that a cancelled run has stopped and its staged results are gone: CANCELLED follows.</summary>
    [Alias("stopped")]
    Task<bool> StoppedAsync(Guid jobId, int run, CancellationToken cancellationToken);
}

/// <summary>Where ingest workers hand in batches; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-ingest")]
public interface ISandboxIngestGrain : IGrainWithGuidKey
{
    /// <summary>Commits a batch. A batch id seen in the last 10 minutes gets its first answer.</summary>
    [Alias("submit")]
    Task<Faults.ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission submission, CancellationToken cancellationToken);
}

/// <summary>A parsed batch on its way into the log.</summary>
/// <param name="Receipt">The answer, once committed.</param>
/// <param name="PayloadName">The staged file with the records, or null when inline.</param>
/// <param name="InlinePayload">The records, when small.</param>
/// <param name="RecordKeyCounts">Identities of each record, 1 or more.</param>
/// <param name="Keys">The identity keys of all records, end to end; the first of a record is its primary.</param>
/// <param name="PayloadBytes">The size of the records, staged or inline.</param>
[GenerateSerializer, Immutable, Alias("segmentation.batch-submission")]
public sealed record BatchSubmission(
    IngestReceipt Receipt, string? PayloadName, ReadOnlyMemory<byte> InlinePayload, IReadOnlyList<int> RecordKeyCounts,
    IReadOnlyList<UInt128> Keys, int PayloadBytes = 0);
