using System.Runtime.CompilerServices;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Builds what the API shows of a job from what the log says about it.</summary>
/// <param name="organizationId">The organisation of the sandbox.</param>
/// <param name="sandbox">The sandbox.</param>
internal sealed class JobDocuments(string organizationId, SandboxReference sandbox)
{
    // Lists filter on documents, so each version of a record gets one; it goes when the record goes.
    private readonly ConditionalWeakTable<JobRecord, SegmentJobDocument> _built = [];

    /// <summary>Returns the document of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="display">Newer counts of a running job, or null.</param>
    public SegmentJobDocument Of(JobRecord job, RunDisplay? display = null)
    {
        if (display is not null && job.Status == SegmentJobStatus.Processing && job.BeganAtMs is not null) return Build(job, display);
        return _built.GetValue(job, record => Build(record, null));
    }

    private SegmentJobDocument Build(JobRecord job, RunDisplay? display)
    {
        var updateEpoch = Math.Max(job.UpdatedAtMs, display?.ChangedAtMs ?? 0) / 1000;
        return new SegmentJobDocument
        {
            Id = job.Id,
            ImsOrgId = organizationId,
            Sandbox = sandbox,
            Source = job.Accepted.Source,
            Status = job.Status,
            BatchId = job.Accepted.BatchId,
            ComputeJobId = job.Accepted.ComputeJobId,
            ComputeGatewayJobId = job.Accepted.ComputeGatewayJobId,
            Segments = job.Accepted.Segments,
            Metrics = JobMetricsBuilder.Build(job, display?.Counts ?? job.Progress),
            Errors = job.Error is { } error ? [error] : null,
            RequestId = job.Accepted.RequestId,
            Links = JobLinks.Of(job.Id),
            CreationTime = job.CreationTimeMs,
            UpdateEpoch = updateEpoch,
            UpdateTime = updateEpoch * 1000,
        };
    }
}
