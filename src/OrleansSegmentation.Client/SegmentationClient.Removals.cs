using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Removals;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Deletes a profile whole: all that was ever supplied about it. It is in no answer any more when this returns.</summary>
    /// <param name="entity">One of its identities.</param>
    /// <param name="cancellationToken">Ends the waiting; the profile may be deleted all the same.</param>
    /// <exception cref="SegmentationException"><c>SEG-PRF001-404</c> unknown profile.</exception>
    public async Task DeleteEntityAsync(EntityReference entity, CancellationToken cancellationToken = default)
    {
        var removal = new EntityRemoval(entity, Guid.NewGuid());
        _ = GrainCall.Unwrap(await CallAsync<ISandboxRemovalsGrain, ServiceResult<Done>>(
            (grain, token) => grain.DeleteEntityAsync(removal, token), cancellationToken));
    }

    /// <summary>Starts to delete all that a dataset or a batch supplied until now. What is supplied later stays.</summary>
    /// <exception cref="SegmentationException"><c>SEG-GEN003-400</c> not exactly one of the two is given, or it cannot be one.</exception>
    public async Task<SystemJob> CreateSystemJobAsync(SystemJobRequest request, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxRemovalsGrain, ServiceResult<SystemJob>>(
            (grain, token) => grain.CreateJobAsync(request, token), cancellationToken));

    /// <summary>Reads a system job.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SYS001-404</c>.</exception>
    public async Task<SystemJob> GetSystemJobAsync(Guid id, CancellationToken cancellationToken = default) =>
        await CallAsync<ISandboxRemovalsGrain, SystemJob?>((grain, token) => grain.GetJobAsync(id, token), cancellationToken)
        ?? throw UnknownResource.SystemJob(id.ToString("D"));

    /// <summary>Reads one page of system jobs, newest first.</summary>
    /// <param name="start">Zero-based offset.</param>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SystemJobPage> GetSystemJobPageAsync(int start, int limit, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxRemovalsGrain, SystemJobPage>((grain, token) => grain.ListJobsAsync(start, limit, token), cancellationToken);

    /// <summary>Deletes the record of a system job. It restores nothing, and a job under way goes on.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SYS001-404</c>.</exception>
    public async Task ForgetSystemJobAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!await CallAsync<ISandboxRemovalsGrain, bool>((grain, token) => grain.ForgetJobAsync(id, token), cancellationToken))
        {
            throw UnknownResource.SystemJob(id.ToString("D"));
        }
    }
}
