using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Listing;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The jobs of an open sandbox, as callers see them.</summary>
internal sealed class SandboxJobs(
    SandboxPump pump, SegmentJobOptions options, RunWatch watch, JobNumbers numbers, SandboxDefinitions definitions, SideThread thread)
{
    private readonly JobDecisions _decisions = new(options);
    private JobDocuments? _documents;
    private JobIndex? _index;

    public async Task<ServiceResult<JobSubmitted>> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var ids = new NewJobIds(Guid.NewGuid(), Guid.NewGuid(), await numbers.TakeAsync(cancellationToken), Guid.NewGuid());
        var acceptance = new JobAcceptance(options, definitions.Verdicts, DocumentOf);
        while (true)
        {
            var outcome = await pump.RunAsync(acceptance.Accept(submission, ids));
            if (outcome.Result is { } result) return result;
            cancellationToken.ThrowIfCancellationRequested();
            await definitions.CheckAsync(outcome.ToCheck);
        }
    }

    public async Task<IReadOnlyList<SegmentJobDocument?>> GetManyAsync(IReadOnlyList<Guid> jobIds)
    {
        var state = await pump.ReadAsync();
        return [.. jobIds.Select(id => state.Jobs.Find(id) is { } job ? DocumentOf(state, job) : null)];
    }

    public async Task<JobPage> ListAsync(JobListQuery query)
    {
        var state = await pump.ReadAsync();
        if (state.Jobs.Jobs.IsEmpty) return new JobPage(0, []);
        if (_index?.Shows(state.Jobs.Jobs) != true) _index = new JobIndex(state.Jobs.Jobs, DocumentsOf(state));
        var index = _index;
        var displays = new Dictionary<Guid, RunDisplay>();
        foreach (var job in state.Jobs.ActiveJobs)
        {
            if (watch.DisplayOf(job.Id) is { } display) displays.Add(job.Id, display);
        }

        return await thread.RunAsync(() => index.List(query, displays));
    }

    public Task<bool> DeleteAsync(Guid jobId, Guid requestId) => pump.RunAsync(_decisions.Delete(jobId, requestId));

    public async Task<JobDiagnostics?> GetDiagnosticsAsync(Guid jobId)
    {
        var state = await pump.ReadAsync();
        return state.Jobs.Find(jobId) is { } job ? JobDiagnosticsBuilder.Build(state, job, watch.DisplayOf(jobId)) : null;
    }

    private SegmentJobDocument DocumentOf(SandboxState state, JobRecord job) => DocumentsOf(state).Of(job, watch.DisplayOf(job.Id));

    private JobDocuments DocumentsOf(SandboxState state) => _documents ??= new JobDocuments(state.Created.OrganizationId, state.Reference);
}
