using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>What the log says about one job.</summary>
internal sealed record JobRecord
{
    /// <summary>Gets how the job was accepted.</summary>
    public required AcceptItem Accepted { get; init; }

    public required SegmentJobStatus Status { get; init; }

    /// <summary>Gets the log time of ACCEPT.</summary>
    public required long CreationTimeMs { get; init; }

    /// <summary>Gets the log time of the last change of status, metrics or errors.</summary>
    public required long UpdatedAtMs { get; init; }

    /// <summary>Gets every status the job had, oldest first.</summary>
    public required ImmutableArray<TimelineEvent> Timeline { get; init; }

    /// <summary>Gets the pinned epoch; null before START.</summary>
    public long? StartEpoch { get; init; }

    /// <summary>Gets the log time of START, which is the evaluation instant; null before.</summary>
    public long? StartedAtMs { get; init; }

    /// <summary>Gets the log time of the first BEGIN; null before.</summary>
    public long? BeganAtMs { get; init; }

    /// <summary>Gets the log time of CANCEL; null before.</summary>
    public long? CancelledAtMs { get; init; }

    /// <summary>Gets the log time of END, FAIL or PUBLISH; null before.</summary>
    public long? EndedAtMs { get; init; }

    /// <summary>Gets the run token: how often a runner attached.</summary>
    public int Run { get; init; }

    /// <summary>Gets how often a runner attached since a partition was last known to be finished.</summary>
    public int AttachesWithoutProgress { get; init; }

    /// <summary>Gets the counts that were logged for display; null before.</summary>
    public RunCounts? Progress { get; init; }

    /// <summary>Gets the result of a SUCCEEDED job.</summary>
    public RunResult? Result { get; init; }

    /// <summary>Gets the error of a FAILED job.</summary>
    public JobError? Error { get; init; }

    /// <summary>Gets where the newest document of the job is kept; shared by all versions of the record.</summary>
    public JobDocumentSlot Document { get; } = new();

    public Guid Id => Accepted.JobId;

    /// <summary>Gets the place in the order of all jobs.</summary>
    public JobOrder Order => new(CreationTimeMs, Id);

    public bool IsFinal => JobTransitions.IsFinal(Status);

    /// <summary>Gets whether the job holds a slot: PROCESSING, or CANCELLING after a start.</summary>
    public bool HoldsSlot =>
        Status == SegmentJobStatus.Processing || (Status == SegmentJobStatus.Cancelling && StartedAtMs is not null);

    /// <summary>Returns the record after a change of status.</summary>
    public JobRecord To(SegmentJobStatus status, string cause, long atMs)
    {
        JobTransitions.Require(Id, Status, status);
        return this with { Status = status, UpdatedAtMs = atMs, Timeline = Timeline.Add(new TimelineEvent(status, atMs, cause)) };
    }
}

/// <summary>First come, first served; jobs of one log entry by id.</summary>
internal readonly record struct JobOrder(long CreationTimeMs, Guid Id) : IComparable<JobOrder>
{
    /// <inheritdoc />
    public int CompareTo(JobOrder other)
    {
        var byTime = CreationTimeMs.CompareTo(other.CreationTimeMs);
        return byTime != 0 ? byTime : Id.CompareTo(other.Id);
    }
}

/// <summary>Keeps the document of one version of a job, so that lists do not build ten thousand of them each time. Thread-safe.</summary>
internal sealed class JobDocumentSlot
{
    private Built? _built;

    /// <summary>Returns the document of a version, built at most once while that version is the one asked for.</summary>
    public SegmentJobDocument GetOrBuild(JobRecord version, Func<JobRecord, SegmentJobDocument> build)
    {
        if (_built is { } built && ReferenceEquals(built.Version, version)) return built.Document;
        var document = build(version);
        _built = new Built(version, document);
        return document;
    }

    private sealed record Built(JobRecord Version, SegmentJobDocument Document);
}
