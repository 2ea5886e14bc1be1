using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>What callers and runners can do to a job: decided on a state, answered from the state after.</summary>
/// <param name="options">Limits and times.</param>
internal sealed class JobDecisions(SegmentJobOptions options)
{
    /// <summary>Cancels an unfinished job or deletes the record of a finished one. Answers false when there is no such job.</summary>
    public Decide<bool> Delete(Guid jobId, Guid requestId) => (state, stamp) =>
    {
        // An internal retry of a cancellation must not become a deletion.
        if (state.Jobs.DeleteRequests.TryFind(requestId, stamp.TimeMs, out _)) return Decision<bool>.Answered(true);
        if (state.Jobs.Find(jobId) is not { } job) return Decision<bool>.Answered(false);
        if (JobTransitions.IsLegal(job.Status, SegmentJobStatus.Cancelling)) return Decision<bool>.Append(true, new CancelItem(jobId, requestId));
        if (job.Status == SegmentJobStatus.Cancelling || IsLateCancel(job, stamp)) return Decision<bool>.Answered(true);
        return Decision<bool>.Append(true, new ForgetItem(jobId, requestId));
    };

    /// <summary>Starts a new run, or fails the job when runs come and go without progress.</summary>
    public Decide<RunAttachment?> Attach(Guid jobId) => (state, _) =>
    {
        if (state.Jobs.Find(jobId) is not { } job) return Decision<RunAttachment?>.Answered(null);
        Decision<RunAttachment?> Append(LogItem item) => new([item], after => AttachmentOf(after, after.Jobs.Find(jobId)!));
        return job.Status switch
        {
            SegmentJobStatus.Processing when job.AttachesWithoutProgress >= options.MaxAttachesWithoutProgress =>
                Append(new FailItem(jobId, JobErrors.NoProgress(job.AttachesWithoutProgress), JobCauses.Error)),
            SegmentJobStatus.Processing => Append(new AttachItem(jobId)),
            SegmentJobStatus.Cancelling when job.StartedAtMs is not null => Append(new AttachItem(jobId)),
            _ => Decision<RunAttachment?>.Answered(AttachmentOf(state, job)),
        };
    };

    /// <summary>Notes that evaluation began; only the first time is kept.</summary>
    public static Decide<bool> Begin(Guid jobId, int run) => (state, _) => OfRun(state, jobId, run) switch
    {
        { Status: SegmentJobStatus.Processing, BeganAtMs: null } => Decision<bool>.Append(true, new BeginItem(jobId, run)),
        { Status: SegmentJobStatus.Processing } => Decision<bool>.Answered(true),
        _ => Decision<bool>.Answered(false),
    };

    /// <summary>Logs counts for display.</summary>
    public static Decide<bool> Progress(Guid jobId, int run, RunCounts counts) => (state, _) =>
        OfRun(state, jobId, run) is { Status: SegmentJobStatus.Processing }
            ? Decision<bool>.Append(true, new ProgressItem(jobId, run, counts))
            : Decision<bool>.Answered(false);

    /// <summary>Publishes a result; one that contradicts itself fails the job instead.</summary>
    public static Decide<bool> Publish(Guid jobId, int run, RunResult result) => (state, _) =>
    {
        if (OfRun(state, jobId, run) is not { } job) return Decision<bool>.Answered(false);
        if (job.Status == SegmentJobStatus.Succeeded) return Decision<bool>.Answered(true);
        if (job.Status != SegmentJobStatus.Processing) return Decision<bool>.Answered(false);
        var newer = job.Accepted.Segments.FirstOrDefault(segment => state.Jobs.LastPublications.GetValueOrDefault(segment.SegmentId).Epoch > job.StartEpoch);
        if (newer is not null) return Fail(job, JobErrors.Outdated(newer.SegmentId));

        Guid[] existing = [.. job.Accepted.Segments.Select(segment => segment.SegmentId).Where(id => state.Definitions.Find(id) is not null)];
        var previous = existing.ToDictionary(id => id, id => state.Jobs.LastPublications.TryGetValue(id, out var last) ? last : (SegmentPublication?)null);
        if (RunResultCheck.FindProblem(job.Accepted, result, previous) is { } problem) return Fail(job, JobErrors.Inconsistent(problem));
        return Decision<bool>.Append(true, new PublishItem(jobId, run, job.StartEpoch!.Value, existing, result));
    };

    /// <summary>Fails a job.</summary>
    public static Decide<bool> Fail(Guid jobId, int run, JobError error) => (state, _) =>
        OfRun(state, jobId, run) is { Status: SegmentJobStatus.Processing } job ? Fail(job, error) : Decision<bool>.Answered(false);

    /// <summary>Ends a cancelled job whose runner has stopped.</summary>
    public static Decide<bool> Stopped(Guid jobId, int run) => (state, _) => OfRun(state, jobId, run) switch
    {
        { Status: SegmentJobStatus.Cancelling } => Decision<bool>.Append(true, new EndItem(jobId)),
        { Status: SegmentJobStatus.Cancelled } => Decision<bool>.Answered(true),
        _ => Decision<bool>.Answered(false),
    };

    /// <summary>Returns the job when the run is its current one.</summary>
    public static JobRecord? OfRun(SandboxState state, Guid jobId, int run) =>
        state.Jobs.Find(jobId) is { } job && job.Run == run && run > 0 ? job : null;

    private static Decision<bool> Fail(JobRecord job, JobError error) =>
        Decision<bool>.Append(true, new FailItem(job.Id, error, JobCauses.Error));

    private bool IsLateCancel(JobRecord job, EntryStamp stamp) =>
        job.Status != SegmentJobStatus.Cancelled && options.LateCancelWindow > TimeSpan.Zero
        && stamp.TimeMs - job.EndedAtMs <= options.LateCancelWindow.TotalMilliseconds;

    private static RunAttachment AttachmentOf(SandboxState state, JobRecord job) => new(
        job.Run, job.Status, job.StartEpoch ?? 0, job.StartedAtMs ?? 0, state.PartitionCount,
        job.Status == SegmentJobStatus.Processing ? RequestOf(job) : null);

    private static JobRequest RequestOf(JobRecord job) => new(
        [.. job.Accepted.Segments.Select(segment => new JobRequestSegment(
            segment.SegmentId, segment.Segment!.MergePolicyId, segment.Segment.Expression.Format, segment.Segment.Expression.Value))],
        job.Accepted.Policies);
}
