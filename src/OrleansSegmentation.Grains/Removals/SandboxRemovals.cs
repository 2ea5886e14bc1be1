using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>The deletions of an open sandbox: profiles at once, datasets and batches page by page, where the log says they stand.</summary>
internal sealed partial class SandboxRemovals(
    SandboxPump pump, IPartitionStore files, IRemovalPeers peers, DataTurn turn, TimeSpan answerTimeout, TimeProvider clock, ILogger logger)
{
    private const int RetryAfterSeconds = 5;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly RemovalPlanner _planner = new(peers, answerTimeout, clock);
    private bool _isRunning;

    /// <summary>Gets the work on jobs under way, or the last one. Its errors are logged, never thrown.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Goes on with unfinished jobs.</summary>
    public void Resume()
    {
        if (!_isRunning && pump.State.Removals.NextActive is not null) Running = LoopAsync();
    }

    /// <summary>Removes a profile whole.</summary>
    public async Task<ServiceResult<Done>> DeleteEntityAsync(EntityRemoval removal)
    {
        if (EntityKeys.Of(removal.Entity) is not { } identity) return ProfileFaults.Unknown(removal.Entity);
        using var taken = await turn.TakeAsync();
        while (true)
        {
            var state = pump.State;
            var writer = new AttachmentWriter(files, pump.Term);
            bool? isRemoved;
            try
            {
                var item = await _planner.PlanEntityAsync(state, identity, removal.RequestId, writer);
                isRemoved = await pump.RunAsync(item is null
                    ? RemovalDecisions.AnswerUnknown(removal.RequestId, state.DataEpoch)
                    : RemovalDecisions.RemoveEntity(item, state.DataEpoch));
            }
            catch (Exception exception) when (exception is not (StorageDamagedException or SandboxUnavailableException))
            {
                if (pump.Failure is { } failure) throw failure;
                if (pump.State.DataEpoch != state.DataEpoch) continue; // a publication came between: look again
                LogNotPlanned(logger, exception, removal.RequestId);
                return ServiceFault.Busy(
                    "SEG-GEN010-503", RetryAfterSeconds, "The profiles are not available.", "The profile could not be looked up; nothing was deleted. Send the request again.");
            }

            if (isRemoved == true) return new Done();
            await TryDiscardAsync(writer);
            if (isRemoved == false) return ProfileFaults.Unknown(removal.Entity);
        }
    }

    /// <summary>Accepts a job.</summary>
    public async Task<ServiceResult<SystemJob>> CreateJobAsync(SystemJobRequest request)
    {
        if (request.DataSetId is null == request.BatchId is null)
            return Invalid("dataSetId", "Exactly one of dataSetId and batchId is accepted.");
        if (request.DataSetId is { } dataset && !DatasetId.IsValid(dataset))
            return Invalid("dataSetId", $"dataSetId is '{dataset}'; accepted are {DatasetId.Accepted}.");
        Guid? batchId = null;
        if (request.BatchId is { } batch)
        {
            if (!Guid.TryParseExact(batch, "D", out var parsed)) return Invalid("batchId", $"batchId is '{batch}'; the uuid of a batch is accepted.");
            batchId = parsed;
        }

        var job = await pump.RunAsync(RemovalDecisions.Accept(Guid.NewGuid(), request.DataSetId, batchId));
        Resume();
        return job;
    }

    public async Task<SystemJob?> GetJobAsync(Guid id) => (await pump.ReadAsync()).Removals.Find(id)?.ToDocument();

    public async Task<SystemJobPage> ListJobsAsync(int start, int limit)
    {
        var jobs = (await pump.ReadAsync()).Removals.Shown.ToList();
        return new SystemJobPage(jobs.Count, [.. jobs.Skip(start).Take(limit).Select(static job => job.ToDocument())]);
    }

    public Task<bool> ForgetJobAsync(Guid id) => pump.RunAsync(RemovalDecisions.Forget(id));

    private async Task LoopAsync()
    {
        _isRunning = true;
        while (pump.Failure is null && pump.State.Removals.NextActive is { } job)
        {
            try
            {
                await RemovePageAsync(job.Id);
            }
            catch (Exception exception) when (pump.Failure is null)
            {
                LogPageFailed(logger, exception, job.Id);
                if (exception is StorageDamagedException damage) await TryEndAsync(job.Id, damage.Message);
                else await Task.Delay(RetryInterval, clock);
            }
            catch (Exception)
            {
                break; // the sandbox closed; whoever opens it next goes on
            }
        }

        _isRunning = false;
    }

    private async Task RemovePageAsync(Guid jobId)
    {
        using var taken = await turn.TakeAsync();
        var state = pump.State;
        if (state.Removals.Jobs.Find(job => job.Id == jobId) is not { IsActive: true } job) return;
        var writer = new AttachmentWriter(files, pump.Term);
        var isCommitted = false;
        try
        {
            var page = await _planner.PlanPageAsync(state, job, writer);
            isCommitted = await pump.RunAsync(RemovalDecisions.RemovePage(page, state.DataEpoch));
        }
        catch (Exception) when (pump.Failure is null && pump.State.DataEpoch != state.DataEpoch)
        {
            // A publication came between; the page is planned again on top of it.
        }

        if (!isCommitted) await TryDiscardAsync(writer);
    }

    private async Task TryEndAsync(Guid jobId, string error)
    {
        try
        {
            await pump.RunAsync(RemovalDecisions.End(jobId, error));
        }
        catch (SandboxUnavailableException exception)
        {
            LogPageFailed(logger, exception, jobId);
        }
    }

    private async Task TryDiscardAsync(AttachmentWriter writer)
    {
        try
        {
            await writer.DiscardAsync();
        }
        catch (Exception exception)
        {
            LogNotDiscarded(logger, exception);
        }
    }

    private static ServiceFault Invalid(string field, string message) => ServiceFault.Of("SEG-GEN003-400", "A field of the request is invalid.", message, field);

    [LoggerMessage(LogLevel.Warning, "The profile of request {RequestId} could not be looked up.")]
    private static partial void LogNotPlanned(ILogger logger, Exception exception, Guid requestId);

    [LoggerMessage(LogLevel.Warning, "A page of system job {JobId} could not be removed.")]
    private static partial void LogPageFailed(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Unused staged files could not be deleted.")]
    private static partial void LogNotDiscarded(ILogger logger, Exception exception);
}
