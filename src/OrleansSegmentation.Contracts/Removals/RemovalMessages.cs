using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Removals;

/// <summary>Whose profile is deleted.</summary>
/// <param name="Entity">One of its identities.</param>
/// <param name="RequestId">A repetition with the same id within 10 minutes changes nothing and gets the first answer.</param>
[GenerateSerializer, Immutable, Alias("segmentation.entity-removal")]
public sealed record EntityRemoval(EntityReference Entity, Guid RequestId);

/// <summary>What a system job deletes: all that a dataset or a batch supplied. Exactly one of the two is given.</summary>
/// <param name="DataSetId">The dataset.</param>
/// <param name="BatchId">The batch, as its receipt names it.</param>
[GenerateSerializer, Immutable, Alias("segmentation.system-job-request")]
public sealed record SystemJobRequest(string? DataSetId, string? BatchId);

/// <summary>How far a system job is.</summary>
[GenerateSerializer, Alias("segmentation.system-job-status")]
public enum SystemJobStatus
{
    /// <summary>It waits for its turn.</summary>
    New,

    /// <summary>Some of what it deletes is gone.</summary>
    Processing,

    /// <summary>All is gone.</summary>
    Completed,

    /// <summary>It stopped; what it had deleted stays deleted.</summary>
    Error,
}

/// <summary>A system job.</summary>
/// <param name="Id">The job.</param>
/// <param name="DataSetId">The dataset it deletes, or null.</param>
/// <param name="BatchId">The batch it deletes, or null.</param>
/// <param name="Status">How far it is.</param>
/// <param name="RecordsProcessed">Fragments and events deleted so far.</param>
/// <param name="CreatedAtMs">When it was accepted, ms since 1970.</param>
/// <param name="UpdatedAtMs">When it last changed, ms since 1970.</param>
[GenerateSerializer, Immutable, Alias("segmentation.system-job")]
public sealed record SystemJob(
    Guid Id, string? DataSetId, string? BatchId, SystemJobStatus Status, long RecordsProcessed, long CreatedAtMs, long UpdatedAtMs);

/// <summary>One page of system jobs, newest first.</summary>
/// <param name="TotalCount">All there are.</param>
/// <param name="Jobs">The page.</param>
[GenerateSerializer, Immutable, Alias("segmentation.system-job-page")]
public sealed record SystemJobPage(int TotalCount, IReadOnlyList<SystemJob> Jobs);

/// <summary>Deletion of profile data; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-removals")]
public interface ISandboxRemovalsGrain : IGrainWithGuidKey
{
    /// <summary>Deletes a profile whole. Faults: <c>SEG-PRF001-404</c> unknown profile, 503 with a time to retry.</summary>
    [Alias("delete-entity")]
    Task<ServiceResult<Done>> DeleteEntityAsync(EntityRemoval removal, CancellationToken cancellationToken);

    /// <summary>Accepts a job that deletes what was supplied until now. Faults: <c>SEG-GEN003-400</c>.</summary>
    [Alias("create-job")]
    Task<ServiceResult<SystemJob>> CreateJobAsync(SystemJobRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a job; null when there is none of that id.</summary>
    [Alias("get-job")]
    Task<SystemJob?> GetJobAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Lists jobs, newest first.</summary>
    /// <param name="start">Zero-based offset.</param>
    /// <param name="limit">At most so many, from 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    [Alias("list-jobs")]
    Task<SystemJobPage> ListJobsAsync(int start, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes the record of a job; what it deletes is deleted all the same. False when there is no such job.</summary>
    [Alias("forget-job")]
    Task<bool> ForgetJobAsync(Guid id, CancellationToken cancellationToken);
}
