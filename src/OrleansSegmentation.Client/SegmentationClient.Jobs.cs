using System.Runtime.CompilerServices;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    private static readonly SortKey[] OldestFirst = [new("creationTime", IsDescending: false)];

    /// <summary>Creates a job that evaluates segments, together with every segment they refer to.</summary>
    /// <param name="segmentIds">At least one; duplicates are dropped.</param>
    /// <param name="options">Idempotency and tracing, or null.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the job may exist nevertheless.</param>
    /// <returns>A handle of the job, which is NEW unless the idempotency key named an earlier one.</returns>
    /// <exception cref="SegmentationException">
    /// <c>SEG-JOB003-400</c> no segments, <c>SEG-JOB004-400</c> unknown segments, <c>SEG-JOB005-400</c> too many segments,
    /// <c>SEG-JOB008-400</c> not evaluable, <c>SEG-JOB009-429</c> too many unfinished jobs,
    /// <c>SEG-JOB014-409</c> the idempotency key was used for other segments.
    /// </exception>
    public async Task<SegmentJobHandle> SubmitAsync(
        IReadOnlyList<Guid> segmentIds, SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segmentIds);
        var ids = segmentIds.Select(static id => id.ToString("D")).ToArray();
        var submitted = await SubmitAsync(Submission(ids, ids, options), cancellationToken);
        return GetJob(submitted.Job.Id);
    }

    /// <summary>Creates a job that evaluates every definition of the sandbox.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-JOB007-400</c> the sandbox has no definitions, <c>SEG-JOB009-429</c>, <c>SEG-JOB014-409</c>.
    /// </exception>
    public async Task<SegmentJobHandle> SubmitAllAsync(
        SubmitOptions? options = null, CancellationToken cancellationToken = default)
    {
        var submitted = await SubmitAsync(Submission(null, ["*"], options), cancellationToken);
        return GetJob(submitted.Job.Id);
    }

    /// <summary>Creates a job from ids as a caller wrote them.</summary>
    /// <exception cref="SegmentationException"><c>SEG-JOB003-400</c> to <c>SEG-JOB009-429</c>, <c>SEG-JOB014-409</c>.</exception>
    public async Task<JobSubmitted> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxJobsGrain, Contracts.Faults.ServiceResult<JobSubmitted>>(
            (grain, token) => grain.SubmitAsync(submission, token), cancellationToken));

    /// <summary>Returns a handle of a job. Makes no call, so the job need not exist.</summary>
    public SegmentJobHandle GetJob(Guid jobId) => new(this, jobId, _options, _clock);

    /// <summary>Reads several jobs at once.</summary>
    /// <returns>In the order of the ids; null where there is no such job.</returns>
    public Task<IReadOnlyList<SegmentJobDocument?>> GetJobsAsync(
        IReadOnlyList<Guid> jobIds, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxJobsGrain, IReadOnlyList<SegmentJobDocument?>>(
            (grain, token) => grain.GetManyAsync(jobIds, token), cancellationToken);

    /// <summary>Reads one page of jobs.</summary>
    public Task<JobPage> GetJobPageAsync(JobListQuery query, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxJobsGrain, JobPage>((grain, token) => grain.ListAsync(query, token), cancellationToken);

    /// <summary>Lists jobs, oldest first unless the filter sorts; pages are read as they are needed.</summary>
    /// <remarks>Paging works by offsets over a live list: oldest first is the order in which new jobs do not shift what follows.</remarks>
    public async IAsyncEnumerable<SegmentJobDocument> ListAsync(
        JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= JobFilter.All;
        var sort = filter.Sort.Count == 0 ? OldestFirst : filter.Sort;
        for (var start = 0; ;)
        {
            var page = await GetJobPageAsync(
                new JobListQuery(start, _options.PageSize, filter.Statuses, sort, filter.Properties), cancellationToken);
            foreach (var job in page.Jobs)
            {
                yield return job;
            }

            start += page.Jobs.Count;
            if (page.Jobs.Count == 0 || start >= page.TotalCount)
            {
                yield break;
            }
        }
    }

    internal async Task<SegmentJobDocument> GetJobDocumentAsync(Guid jobId, CancellationToken cancellationToken) =>
        await CallAsync<ISandboxJobsGrain, SegmentJobDocument?>((grain, token) => grain.GetAsync(jobId, token), cancellationToken)
        ?? throw UnknownResource.Job(jobId);

    internal async Task<JobDiagnostics> GetDiagnosticsAsync(Guid jobId, CancellationToken cancellationToken) =>
        await CallAsync<ISandboxJobsGrain, JobDiagnostics?>(
            (grain, token) => grain.GetDiagnosticsAsync(jobId, token), cancellationToken)
        ?? throw UnknownResource.Job(jobId);

    internal async Task DeleteJobAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var requestId = Guid.NewGuid();
        if (!await CallAsync<ISandboxJobsGrain, bool>(
            (grain, token) => grain.DeleteAsync(jobId, requestId, token), cancellationToken))
        {
            throw UnknownResource.Job(jobId);
        }
    }

    private static JobSubmission Submission(
        IReadOnlyList<string>? ids, IReadOnlyList<string> bodyIds, SubmitOptions? options) =>
        new(
            ids,
            options?.RequestId ?? Guid.NewGuid().ToString("N"),
            options?.IdempotencyKey,
            options?.IdempotencyKey is null ? null : SubmissionHash.Of(bodyIds));
}
