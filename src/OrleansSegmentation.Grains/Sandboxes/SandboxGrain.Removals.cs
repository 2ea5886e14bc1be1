using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Removals;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Deletion of profile data.</content>
internal sealed partial class SandboxGrain : ISandboxRemovalsGrain
{
    public Task<ServiceResult<Done>> DeleteEntityAsync(EntityRemoval removal, CancellationToken cancellationToken) =>
        _removals.DeleteEntityAsync(removal);

    public Task<ServiceResult<SystemJob>> CreateJobAsync(SystemJobRequest request, CancellationToken cancellationToken) =>
        _removals.CreateJobAsync(request);

    public Task<SystemJob?> GetJobAsync(Guid id, CancellationToken cancellationToken) => _removals.GetJobAsync(id);

    public Task<SystemJobPage> ListJobsAsync(int start, int limit, CancellationToken cancellationToken) =>
        _removals.ListJobsAsync(start, limit);

    public Task<bool> ForgetJobAsync(Guid id, CancellationToken cancellationToken) => _removals.ForgetJobAsync(id);
}
