using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>All jobs of a sandbox, who waits and who runs. Immutable; changed by log items only.</summary>
internal sealed partial record JobBook
{
    /// <summary>How long an idempotency key names its job.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    /// <summary>How long the request id of a deletion is remembered.</summary>
    public static readonly TimeSpan DeleteRequestLifetime = TimeSpan.FromMinutes(10);

    public static JobBook Empty { get; } = new();

    public ImmutableDictionary<Guid, JobRecord> Jobs { get; private init; } = ImmutableDictionary<Guid, JobRecord>.Empty;

    /// <summary>Gets the NEW and QUEUED jobs, oldest first.</summary>
    public ImmutableSortedSet<JobOrder> Waiting { get; private init; } = [];

    /// <summary>Gets the PROCESSING and CANCELLING jobs, oldest first.</summary>
    public ImmutableSortedSet<JobOrder> Active { get; private init; } = [];

    /// <summary>Gets the idempotency keys of the last 24 hours.</summary>
    public RecentEntries<string, KeyUse> Keys { get; private init; } = new(KeyLifetime);

    /// <summary>Gets the request ids of the last deletions.</summary>
    public RecentEntries<Guid, Guid> DeleteRequests { get; private init; } = new(DeleteRequestLifetime);

    /// <summary>Gets how many unfinished jobs were made by API callers.</summary>
    public int UnfinishedOfCallers { get; private init; }

    /// <summary>Gets the last publication of each segment.</summary>
    public ImmutableDictionary<Guid, SegmentPublication> LastPublications { get; private init; } = ImmutableDictionary<Guid, SegmentPublication>.Empty;

    /// <summary>Gets the last snapshot of each segment, so that jobs with equal snapshots share them in memory.</summary>
    private ImmutableDictionary<Guid, JobSegment> Snapshots { get; init; } = ImmutableDictionary<Guid, JobSegment>.Empty;

    /// <summary>Gets the segments of the last job, for the same reason.</summary>
    private IReadOnlyList<JobSegment> LastSegments { get; init; } = [];

    public JobRecord? Find(Guid jobId) => Jobs.GetValueOrDefault(jobId);

    /// <summary>Gets the active jobs, oldest first.</summary>
    public IEnumerable<JobRecord> ActiveJobs => Active.Select(order => Jobs[order.Id]);

    /// <summary>Returns the book after an item; items of other concerns change nothing.</summary>
    public JobBook Apply(LogItem item, EntryStamp stamp) => item switch
    {
        AcceptItem accept => Accept(accept, stamp),
        QueueItem queue => Set(Jobs[queue.JobId].To(SegmentJobStatus.Queued, JobCauses.Dispatcher, stamp.TimeMs)),
        StartItem start => Set(Jobs[start.JobId].To(SegmentJobStatus.Processing, JobCauses.Dispatcher, stamp.TimeMs) with
        {
            StartEpoch = stamp.Epoch,
            StartedAtMs = stamp.TimeMs,
        }),
        AttachItem attach => Set(Attached(Jobs[attach.JobId])),
        BeginItem begin => Set(Jobs[begin.JobId] with { BeganAtMs = Jobs[begin.JobId].BeganAtMs ?? stamp.TimeMs, UpdatedAtMs = stamp.TimeMs }),
        ProgressItem progress => Set(Progressed(Jobs[progress.JobId], progress.Counts, stamp)),
        CancelItem cancel => Remember(cancel.RequestId, cancel.JobId, stamp).Set(
            Jobs[cancel.JobId].To(SegmentJobStatus.Cancelling, JobCauses.Delete, stamp.TimeMs) with { CancelledAtMs = stamp.TimeMs }),
        EndItem end => Finish(Jobs[end.JobId].To(SegmentJobStatus.Cancelled, JobCauses.Delete, stamp.TimeMs), stamp),
        FailItem fail => Finish(
            Jobs[fail.JobId].To(SegmentJobStatus.Failed, fail.Cause, stamp.TimeMs) with { Error = fail.Error }, stamp),
        PublishItem publish => Publish(publish, stamp),
        DropItem drop => this with
        {
            LastPublications = LastPublications.Remove(drop.SegmentId),
            Snapshots = Snapshots.Remove(drop.SegmentId),
        },
        ForgetItem forget => Forget(forget, stamp),
        _ => this,
    };

    private JobBook Accept(AcceptItem accept, EntryStamp stamp)
    {
        JobSegment[] shared = [.. accept.Segments.Select(
            segment => Snapshots.TryGetValue(segment.SegmentId, out var last) && last == segment ? last : segment)];
        var segments = shared.SequenceEqual(LastSegments, ReferenceEqualityComparer.Instance) ? LastSegments : shared;
        var record = new JobRecord
        {
            Accepted = accept with { Segments = segments },
            Status = SegmentJobStatus.New,
            CreationTimeMs = stamp.TimeMs,
            UpdatedAtMs = stamp.TimeMs,
            Timeline = [new TimelineEvent(
                SegmentJobStatus.New, stamp.TimeMs, accept.Source == JobSources.Api ? JobCauses.Api : JobCauses.Schedule)],
        };
        return this with
        {
            Jobs = Jobs.Add(record.Id, record),
            Waiting = Waiting.Add(record.Order),
            Keys = accept.IdempotencyKey is { } key ? Keys.Add(key, new KeyUse(record.Id, accept.BodyHash), stamp.TimeMs) : Keys,
            UnfinishedOfCallers = UnfinishedOfCallers + CallerWeight(record),
            Snapshots = Snapshots.SetItems(segments.Select(segment => KeyValuePair.Create(segment.SegmentId, segment))),
            LastSegments = segments,
        };
    }

    private static JobRecord Attached(JobRecord job) =>
        job with { Run = job.Run + 1, AttachesWithoutProgress = job.AttachesWithoutProgress + 1 };

    private static JobRecord Progressed(JobRecord job, RunCounts counts, EntryStamp stamp) => job with
    {
        Progress = counts,
        UpdatedAtMs = stamp.TimeMs,
        AttachesWithoutProgress = counts.Partitions.Completed > (job.Progress?.Partitions.Completed ?? 0) ? 0 : job.AttachesWithoutProgress,
    };

    private JobBook Publish(PublishItem publish, EntryStamp stamp)
    {
        var job = Jobs[publish.JobId].To(SegmentJobStatus.Succeeded, JobCauses.Completed, stamp.TimeMs) with { Result = publish.Result };
        var graphs = job.Accepted.Policies.ToDictionary(static policy => policy.Id, static policy => policy.IdentityGraph);
        var graphOf = job.Accepted.Segments.ToDictionary(static segment => segment.SegmentId, segment => graphs[segment.Segment!.MergePolicyId]);
        var realized = publish.Result.Segments.ToDictionary(static segment => segment.SegmentId, static segment => segment.Realized);
        var publications = LastPublications.ToBuilder();
        foreach (var segmentId in publish.SegmentIds)
            publications[segmentId] = new SegmentPublication(stamp.Epoch, job.Id, job.StartedAtMs!.Value, graphOf[segmentId], realized[segmentId]);
        return Finish(job, stamp) with { LastPublications = publications.ToImmutable() };
    }

    private JobBook Finish(JobRecord job, EntryStamp stamp) =>
        Set(job with { EndedAtMs = stamp.TimeMs, Progress = null }) with { UnfinishedOfCallers = UnfinishedOfCallers - CallerWeight(job) };

    private JobBook Forget(ForgetItem forget, EntryStamp stamp)
    {
        var job = Jobs[forget.JobId];
        if (!job.IsFinal) throw new InvalidOperationException($"Only the record of a finished job can be deleted: {job.Id} is {job.Status}.");
        var book = forget.RequestId is { } request ? Remember(request, job.Id, stamp) : this;
        return book with
        {
            Jobs = Jobs.Remove(job.Id),
            Keys = job.Accepted.IdempotencyKey is { } key && Keys.TryFind(key, stamp.TimeMs, out var use) && use.JobId == job.Id
                ? Keys.Remove(key)
                : Keys,
        };
    }

    private JobBook Remember(Guid requestId, Guid jobId, EntryStamp stamp) =>
        this with { DeleteRequests = DeleteRequests.Add(requestId, jobId, stamp.TimeMs) };

    private JobBook Set(JobRecord job)
    {
        var isWaiting = JobTransitions.IsWaiting(job.Status);
        var isActive = !isWaiting && !job.IsFinal;
        return this with
        {
            Jobs = Jobs.SetItem(job.Id, job),
            Waiting = isWaiting ? Waiting.Add(job.Order) : Waiting.Remove(job.Order),
            Active = isActive ? Active.Add(job.Order) : Active.Remove(job.Order),
        };
    }

    private static int CallerWeight(JobRecord job) => job.Accepted.Source == JobSources.Api ? 1 : 0;
}

/// <summary>When and by which job a segment's membership was published; outlives the record of the job.</summary>
/// <param name="Epoch">The epoch of the publication.</param>
/// <param name="JobId">The job.</param>
/// <param name="EvaluatedAtMs">The job's evaluation instant, ms since 1970; no two jobs have the same.</param>
/// <param name="IdentityGraph">The graph mode of the members.</param>
/// <param name="Realized">How many members the job found.</param>
internal readonly record struct SegmentPublication(long Epoch, Guid JobId, long EvaluatedAtMs, string IdentityGraph, long Realized);

/// <summary>What an idempotency key was used for.</summary>
/// <param name="JobId">The job it made.</param>
/// <param name="BodyHash">Hash of the request body.</param>
internal sealed record KeyUse(Guid JobId, string? BodyHash);

/// <summary>Who made a job.</summary>
internal static class JobSources
{
    public const string Api = "api";
    public const string Scheduler = "scheduler";
}

/// <summary>Why a status changed, as the diagnostics say it.</summary>
internal static class JobCauses
{
    public const string Api = "api";
    public const string Schedule = "schedule";
    public const string Dispatcher = "dispatcher";
    public const string Delete = "delete";
    public const string Completed = "completed";
    public const string Error = "error";
    public const string Timeout = "timeout";
}
