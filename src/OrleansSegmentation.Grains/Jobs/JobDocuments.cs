using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Builds what the API shows of a job from what the log says about it.</summary>
internal sealed class JobDocuments
{
    private readonly string _organizationId;
    private readonly SandboxReference _sandbox;
    private readonly Func<JobRecord, SegmentJobDocument> _build;

    /// <summary>Prepares for the jobs of one sandbox.</summary>
    public JobDocuments(string organizationId, SandboxReference sandbox)
    {
        _organizationId = organizationId;
        _sandbox = sandbox;
        _build = job => Build(job, null);
    }

    /// <summary>Returns the document of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="display">Newer counts of a running job, or null.</param>
    public SegmentJobDocument Of(JobRecord job, RunDisplay? display = null)
    {
        if (display is not null && job.Status == SegmentJobStatus.Processing && job.BeganAtMs is not null) return Build(job, display);
        return job.Document.GetOrBuild(job, _build);
    }

    private SegmentJobDocument Build(JobRecord job, RunDisplay? display)
    {
        var updateEpoch = Math.Max(job.UpdatedAtMs, display?.ChangedAtMs ?? 0) / 1000;
        return new SegmentJobDocument
        {
            Id = job.Id,
            ImsOrgId = _organizationId,
            Sandbox = _sandbox,
            Source = job.Accepted.Source,
            Status = job.Status,
            BatchId = job.Accepted.BatchId,
            ComputeJobId = job.Accepted.ComputeJobId,
            ComputeGatewayJobId = job.Accepted.ComputeGatewayJobId,
            Segments = job.Accepted.Segments,
            Metrics = JobMetricsBuilder.Build(job, display?.Counts ?? job.Progress),
            Errors = job.Error is { } error ? [error] : null,
            RequestId = job.Accepted.RequestId,
            Properties = job.Accepted.Fire is { } fire ? new JobProperties(fire.ScheduleId, fire.RunId) : null,
            Links = JobLinks.Of(job.Id),
            CreationTime = job.CreationTimeMs,
            UpdateEpoch = updateEpoch,
            UpdateTime = updateEpoch * 1000,
        };
    }
}
