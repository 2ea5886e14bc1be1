using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Which times and counters a job shows in which state.</summary>
internal static class JobMetricsBuilder
{
    /// <summary>Builds the metrics.</summary>
    /// <param name="job">The job.</param>
    /// <param name="counts">Running sums; shown only while the job evaluates.</param>
    public static JobMetrics Build(JobRecord job, RunCounts? counts) => job.Status switch
    {
        SegmentJobStatus.Succeeded => Succeeded(job, job.Result!),
        SegmentJobStatus.Processing when job.BeganAtMs is { } began && counts is not null => new JobMetrics
        {
            TotalTime = TimeRange.From(job.StartedAtMs!.Value),
            ProfileSegmentationTime = TimeRange.From(began),
            TotalProfiles = counts.ProfilesByPolicy.Values.Sum(),
            TotalProfilesByMergePolicy = counts.ProfilesByPolicy,
            SegmentedProfileCounter = counts.MembersBySegment,
        },
        _ => new JobMetrics { TotalTime = TotalTime(job), ProfileSegmentationTime = Begun(job) },
    };

    private static TimeRange TotalTime(JobRecord job) => (job.StartedAtMs, job.EndedAtMs) switch
    {
        (null, _) => TimeRange.None,
        ({ } start, null) => TimeRange.From(start),
        ({ } start, { } end) => TimeRange.Between(start, end),
    };

    private static TimeRange Begun(JobRecord job) => job.BeganAtMs is { } began ? TimeRange.From(began) : TimeRange.None;

    private static JobMetrics Succeeded(JobRecord job, RunResult result)
    {
        var start = job.StartedAtMs!.Value;
        var end = job.EndedAtMs!.Value;
        // The runner's clock is foreign: its times are shown between the log times around them.
        var began = job.BeganAtMs ?? Math.Clamp(result.EvaluationStartedAtMs, start, end);
        var finished = Math.Clamp(result.EvaluationEndedAtMs, began, end);
        return new JobMetrics
        {
            TotalTime = TimeRange.Between(start, end),
            ProfileSegmentationTime = TimeRange.Between(began, finished),
            TotalProfiles = result.Policies.Sum(policy => policy.Profiles),
            TotalProfilesByMergePolicy = result.Policies.ToDictionary(policy => policy.MergePolicyId, policy => policy.Profiles),
            SegmentedProfileCounter = result.Segments.ToDictionary(segment => segment.SegmentId, segment => segment.Realized),
            SegmentedProfileByNamespaceCounter = result.Segments.ToDictionary(segment => segment.SegmentId, segment => segment.Namespaces),
            SegmentedProfileByStatusCounter = result.Segments.ToDictionary(
                segment => segment.SegmentId, segment => new StatusCounts(segment.Realized, segment.Exited)),
        };
    }
}
