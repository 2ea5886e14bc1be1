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
    private const int BusyRefreshFactor = 8;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly PartitionOptions _options = partitionOptions.Value;
    private readonly CancellationTokenSource _deactivated = new();
    private int _partition;
    private SandboxLogReader _log = null!;
    private PartitionReplica _replica = null!;
    private PartitionEvaluations _evaluations = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _partition = key.Index;
        _log = logs.Get(key.SandboxId);
        _replica = new PartitionReplica(_partition, _log, pool, logger);
        var limits = new EvaluationLimits(evaluationOptions.Value.MaxStepsPerProfile, TimeSpan.FromDays(_options.ExitedRetentionDays));
        _evaluations = new PartitionEvaluations(_partition, _replica, limits, plans, pool, _log.Files, logger);
        _ = FollowAsync(_deactivated.Token);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _deactivated.Cancel();
        _evaluations.Cancel();
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
        var evaluation = _evaluations.Get(request);
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

    public Task ReachAsync(long epoch, CancellationToken cancellationToken) => GuardAsync(_replica.CatchUpAsync(epoch, cancellationToken));

    public Task HintAsync(long epoch) => Task.CompletedTask; // being activated is enough: the partition follows the log

    public Task CheckpointAsync(long epoch) => GuardAsync(_replica.SaveCheckpointAsync(epoch, _deactivated.Token));

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
        var minDirtyRows = (int)Math.Min((pool.HasWaitingWork ? BusyRefreshFactor : 1L) * _options.RefreshRows, int.MaxValue);
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

    [LoggerMessage(LogLevel.Error, "Partition {Partition} could not follow the log.")]
    private static partial void LogFollowFailed(ILogger logger, Exception exception, int partition);
}
