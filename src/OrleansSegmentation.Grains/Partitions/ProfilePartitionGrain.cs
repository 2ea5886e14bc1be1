using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>One partition of a sandbox: follows the log, evaluates jobs, reads clusters for the sandbox.</summary>
[Reentrant, CollectionAgeLimit(Days = 1)] // building it anew takes long
internal sealed partial class ProfilePartitionGrain(
    ReplicaLogs logs, EvaluationPool pool, JobPlanCache plans, IOptions<PartitionOptions> partitionOptions,
    IOptions<EvaluationOptions> evaluationOptions, TimeProvider clock, ILogger<ProfilePartitionGrain> logger)
    : Grain, IProfilePartitionGrain
{
    private const int BusyRefreshFactor = 4;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly PartitionOptions _options = partitionOptions.Value;
    private readonly Dictionary<Guid, PartitionEvaluation> _evaluations = [];
    private readonly CancellationTokenSource _deactivated = new();
    private int _partition;
    private SandboxLogReader _log = null!;
    private PartitionReplica _replica = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _partition = key.Index;
        _log = logs.Get(key.SandboxId);
        _replica = new PartitionReplica(_partition, _log, pool, logger);
        _replica.JobStopped += StopEvaluation;
        _ = FollowAsync(_deactivated.Token);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _deactivated.Cancel();
        foreach (var evaluation in _evaluations.Values) evaluation.Cancel();
        if (!_replica.HasFailed) await LastCheckpoint.TrySaveAsync(_replica, logger, cancellationToken);
        _replica.Dispose();
    }

    public async IAsyncEnumerable<PartitionProgress> EvaluateAsync(
        EvaluateRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A long replay is progress too: whoever waits must see that it goes on.
        var caughtUp = _replica.CatchUpAsync(request.Epoch, cancellationToken);
        for (long applied = -1; !await IsDoneAsync(caughtUp, cancellationToken);)
        {
            if (_replica.AppliedEpoch == applied) continue;
            applied = _replica.AppliedEpoch;
            yield return new PartitionProgress(request.JobId, 0, 0, new Dictionary<Guid, long>(), new Dictionary<Guid, long>(), null);
        }

        await GuardAsync(caughtUp);
        var evaluation = GetEvaluation(request);
        for (long sequence = -1; !await IsDoneAsync(evaluation.Completion, cancellationToken);)
        {
            var progress = evaluation.GetProgress();
            if (progress.Sequence == sequence) continue;
            sequence = progress.Sequence;
            yield return progress;
        }

        var result = await evaluation.Completion;
        yield return evaluation.GetProgress() with { Result = result };
    }

    public Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.GetSizesAsync(numbers, epoch, cancellationToken));

    public Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.ReadClustersAsync(numbers, epoch, cancellationToken));

    public Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.GetSchemaAsync(epoch, cancellationToken));

    public Task HintAsync(long epoch) => Task.CompletedTask; // being activated is enough: the partition follows the log

    public Task CheckpointAsync(long epoch) => GuardAsync(_replica.SaveCheckpointAsync(epoch, _deactivated.Token));

    private PartitionEvaluation GetEvaluation(EvaluateRequest request)
    {
        if (_replica.FindPin(request.JobId) is not { } pin || pin.Epoch != request.Epoch)
            throw new JobNotRunningException(request.JobId, _replica.AppliedEpoch);
        if (_evaluations.TryGetValue(request.JobId, out var evaluation) && !evaluation.HasFailed) return evaluation;
        var limits = new EvaluationLimits(evaluationOptions.Value.MaxStepsPerProfile, TimeSpan.FromDays(_options.ExitedRetentionDays));
        evaluation = new PartitionEvaluation(_partition, request, pin, limits, plans, pool, _log.Files);
        _evaluations[request.JobId] = evaluation;
        return evaluation;
    }

    private void StopEvaluation(Guid jobId, bool isPublished)
    {
        if (!_evaluations.Remove(jobId, out var evaluation)) return;
        evaluation.Cancel();
        if (!isPublished) _ = DiscardAsync(evaluation);
    }

    // The runner deletes the results of a job that ends without one, but this one may have been written a moment later.
    private async Task DiscardAsync(PartitionEvaluation evaluation)
    {
        try
        {
            await evaluation.DiscardAsync();
        }
        catch (Exception exception)
        {
            LogLeftBehind(logger, exception, _partition);
        }
    }

    private async Task<bool> IsDoneAsync(Task task, CancellationToken cancellationToken)
    {
        if (!task.IsCompleted) await Task.WhenAny(task, Task.Delay(ProgressInterval, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && !_replica.HasFailed)
        {
            try
            {
                await GuardAsync(FollowOnceAsync(cancellationToken));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                LogFollowFailed(logger, exception, _partition);
                await Task.Delay(RetryInterval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
            catch (OperationCanceledException)
            {
                return; // deactivated
            }
        }
    }

    private async Task FollowOnceAsync(CancellationToken cancellationToken)
    {
        // While the silo is busy loading, profiles that are merged now would only be merged again: rather let records in.
        var minDirtyRows = pool.HasWaitingWork ? BusyRefreshFactor * _options.RefreshRows : _options.RefreshRows;
        await _replica.RefreshViewsAsync(minDirtyRows, cancellationToken);
        var next = _log.WaitForEpochAsync(_replica.AppliedEpoch + 1, cancellationToken);
        if (!next.IsCompleted && await Task.WhenAny(next, Task.Delay(_options.QuietTime, clock, cancellationToken)) != next)
            await _replica.RefreshViewsAsync(minDirtyRows: 1, cancellationToken);
        await _replica.CatchUpAsync(await next, cancellationToken);
    }

    private async Task GuardAsync(Task task)
    {
        try
        {
            await task;
        }
        finally
        {
            if (_replica.HasFailed) DeactivateOnIdle(); // the next activation builds it anew
        }
    }

    private async Task<T> GuardAsync<T>(Task<T> task)
    {
        await GuardAsync((Task)task);
        return await task;
    }

    [LoggerMessage(LogLevel.Warning, "Partition {Partition}: the result of a job that ended could not be deleted.")]
    private static partial void LogLeftBehind(ILogger logger, Exception exception, int partition);

    [LoggerMessage(LogLevel.Error, "Partition {Partition} could not follow the log.")]
    private static partial void LogFollowFailed(ILogger logger, Exception exception, int partition);
}
