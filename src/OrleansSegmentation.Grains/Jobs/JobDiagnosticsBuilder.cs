using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Explains a job: where it stands, what it waits for, what its segments did.</summary>
internal static class JobDiagnosticsBuilder
{
    /// <summary>Builds the diagnostics of a job.</summary>
    /// <param name="state">The state that holds it.</param>
    /// <param name="job">The job.</param>
    /// <param name="display">Newest counts of a running job, or null.</param>
    public static JobDiagnostics Build(SandboxState state, JobRecord job, RunDisplay? display)
    {
        var isWaiting = JobTransitions.IsWaiting(job.Status);
        var partitions = PartitionsOf(state, job, display);
        return new JobDiagnostics
        {
            Id = job.Id,
            Status = job.Status,
            QueuePosition = isWaiting ? state.Jobs.Waiting.IndexOf(job.Order) + 1 : null,
            WaitingFor = isWaiting ? WaitingFor(state.Jobs, job) : null,
            Progress = job.Status == SegmentJobStatus.Succeeded ? 1
                : partitions.Total == 0 ? 0 : (double)partitions.Completed / partitions.Total,
            Partitions = partitions,
            ProfilesEvaluated = job.Result?.Policies.Sum(policy => policy.Profiles) ?? CountsOf(job, display)?.ProfilesEvaluated ?? 0,
            ExcludedProfiles = ExcludedProfiles(job),
            Epoch = job.StartEpoch,
            EpochCommittedAtMs = job.StartedAtMs,
            Timeline = job.Timeline,
            Segments = [.. job.Accepted.Segments.Select(segment => Segment(job, segment.SegmentId))],
            Warnings = job.Accepted.Warnings,
            PartitionProgress = CountsOf(job, display) is { ByPartition: { Count: > 0 } byPartition } ? byPartition : null,
        };
    }

    private static IReadOnlyList<Guid> WaitingFor(JobBook book, JobRecord job) =>
    [
        .. book.ActiveJobs.Where(other => other.HoldsSlot).Select(other => other.Id),
        .. book.Waiting.TakeWhile(order => order.CompareTo(job.Order) < 0).Select(order => order.Id),
    ];

    private static RunCounts? CountsOf(JobRecord job, RunDisplay? display) =>
        job.Status == SegmentJobStatus.Processing ? display?.Counts ?? job.Progress : null;

    private static PartitionCounts PartitionsOf(SandboxState state, JobRecord job, RunDisplay? display) =>
        job.Result?.Partitions ?? CountsOf(job, display)?.Partitions ?? new PartitionCounts(state.PartitionCount, 0, 0, 0);

    private static Dictionary<string, long>? ExcludedProfiles(JobRecord job)
    {
        var tooManyIdentities = job.Result?.Policies.Sum(policy => policy.ExcludedTooManyIdentities) ?? 0;
        return tooManyIdentities == 0 ? null : new Dictionary<string, long> { ["tooManyIdentities"] = tooManyIdentities };
    }

    private static SegmentDiagnostics Segment(JobRecord job, Guid segmentId)
    {
        var result = job.Result?.Segments.FirstOrDefault(segment => segment.SegmentId == segmentId);
        return new SegmentDiagnostics
        {
            SegmentId = segmentId,
            Requested = job.Accepted.RequestedSegmentIds.Contains(segmentId),
            DependsOn = job.Accepted.DependsOn.GetValueOrDefault(segmentId) ?? [],
            EvaluationTimeInMs = result is null ? null : (result.EvaluationMicroseconds + 500) / 1000,
            Realized = result?.Realized,
            Exited = result?.Exited,
            NewlyRealized = result?.Entered,
            NewlyExited = result?.Left,
            Absorbed = result?.Absorbed,
            Deleted = result?.Deleted,
        };
    }
}
