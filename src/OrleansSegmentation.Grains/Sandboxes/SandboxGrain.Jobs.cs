using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Jobs and their runs.</content>
internal sealed partial class SandboxGrain : ISandboxJobsGrain, ISandboxRunsGrain
{
    public Task<ServiceResult<JobSubmitted>> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken) =>
        _jobs.SubmitAsync(submission, cancellationToken);

    public async Task<SegmentJobDocument?> GetAsync(Guid jobId, CancellationToken cancellationToken) =>
        (await _jobs.GetManyAsync([jobId]))[0];

    public Task<IReadOnlyList<SegmentJobDocument?>> GetManyAsync(IReadOnlyList<Guid> jobIds, CancellationToken cancellationToken) =>
        _jobs.GetManyAsync(jobIds);

    public Task<JobPage> ListAsync(JobListQuery query, CancellationToken cancellationToken) => _jobs.ListAsync(query);

    public Task<bool> DeleteAsync(Guid jobId, Guid requestId, CancellationToken cancellationToken) => _jobs.DeleteAsync(jobId, requestId);

    public Task<JobDiagnostics?> GetDiagnosticsAsync(Guid jobId, CancellationToken cancellationToken) => _jobs.GetDiagnosticsAsync(jobId);

    public Task<RunAttachment?> AttachAsync(Guid jobId, CancellationToken cancellationToken) => _runs.AttachAsync(jobId);

    public Task<bool> BeatAsync(Guid jobId, int run, RunCounts counts, CancellationToken cancellationToken) =>
        Task.FromResult(_runs.Beat(jobId, run, counts));

    public Task<bool> BeginAsync(Guid jobId, int run, CancellationToken cancellationToken) => _runs.BeginAsync(jobId, run);

    public Task<bool> PublishAsync(Guid jobId, int run, RunResult result, CancellationToken cancellationToken) =>
        _runs.PublishAsync(jobId, run, result);

    public Task<bool> FailAsync(Guid jobId, int run, JobError error, CancellationToken cancellationToken) => _runs.FailAsync(jobId, run, error);

    public Task<bool> StoppedAsync(Guid jobId, int run, CancellationToken cancellationToken) => _runs.StoppedAsync(jobId, run);
}
