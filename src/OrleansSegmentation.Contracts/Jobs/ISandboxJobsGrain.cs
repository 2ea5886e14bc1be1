using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>The segment jobs of one sandbox; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-jobs")]
public interface ISandboxJobsGrain : IGrainWithGuidKey
{
    /// <summary>Accepts a job durably. Faults: <c>SEG-JOB003</c> to <c>SEG-JOB009</c>, <c>SEG-JOB014</c>.</summary>
    [Alias("submit")]
    Task<ServiceResult<JobSubmitted>> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken);

    /// <summary>Reads one job, or null.</summary>
    [Alias("get")]
    Task<SegmentJobDocument?> GetAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Reads several jobs; null where there is none.</summary>
    [Alias("bulk-get")]
    Task<IReadOnlyList<SegmentJobDocument?>> GetManyAsync(IReadOnlyList<Guid> jobIds, CancellationToken cancellationToken);

    /// <summary>Lists jobs.</summary>
    [Alias("list")]
    Task<JobPage> ListAsync(JobListQuery query, CancellationToken cancellationToken);

    /// <summary>Cancels an unfinished job, or deletes the record of a finished one. Repeating with the same request id changes nothing more.</summary>
    /// <returns>False when there is no such job.</returns>
    [Alias("delete")]
    Task<bool> DeleteAsync(Guid jobId, Guid requestId, CancellationToken cancellationToken);

    /// <summary>Explains a job, or null.</summary>
    [Alias("diagnostics")]
    Task<JobDiagnostics?> GetDiagnosticsAsync(Guid jobId, CancellationToken cancellationToken);
}
