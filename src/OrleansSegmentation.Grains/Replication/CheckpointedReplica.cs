using Microsoft.Extensions.Logging;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>A replica that writes checkpoints: files that stand for a prefix of the log, so that a restart replays what came after only.</summary>
internal abstract partial class CheckpointedReplica(SandboxLogReader log, CheckpointStore checkpoints, CheckpointPolicy policy, ILogger logger) : Replica(log, logger)
{
    private volatile bool _isTouched; // something changed since the last checkpoint

    /// <summary>Gets the checkpoint being written, or the last one written. Its errors are logged, never thrown.</summary>
    public Task Checkpoint { get; private set; } = Task.CompletedTask;

    /// <summary>Gets where checkpoints are.</summary>
    protected CheckpointStore Checkpoints => checkpoints;

    /// <summary>Gets the rule by which the replica writes checkpoints by itself.</summary>
    protected CheckpointPolicy CheckpointPolicy => policy;

    /// <summary>Gets whether somebody reads the state of an earlier epoch, which must stay rebuildable: the checkpoint may not pass it.</summary>
    protected virtual bool IsPinned => false;

    /// <summary>Catches up and writes a checkpoint, unless the newest one is as new or an earlier state is being read.</summary>
    /// <param name="epoch">An epoch that is or will be committed.</param>
    /// <param name="cancellationToken">Ends the waiting, not the writing.</param>
    public async Task SaveCheckpointAsync(long epoch, CancellationToken cancellationToken)
    {
        await CatchUpAsync(epoch, cancellationToken);
        await Checkpoint.WaitAsync(cancellationToken); // one being written is of an earlier epoch
        while (await RunAsync(HasMoreToCompactAsync, cancellationToken))
        {
            // whoever waits for the replica comes first
        }

        await RunAsync(
            async () =>
            {
                await BeginCheckpointAsync();
                return true;
            },
            cancellationToken);
        await Checkpoint.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected sealed override async Task<(long Epoch, long DataEpoch)> LoadAsync()
    {
        while (await checkpoints.LoadAsync(CancellationToken.None) is { } manifest)
        {
            try
            {
                await LoadAsync(manifest);
                return (manifest.Epoch, manifest.DataEpoch);
            }
            catch (StorageDamagedException)
            {
                // A file is missing when another activation replaced the checkpoint in between; then there is a newer one to load.
                if ((await checkpoints.LoadAsync(CancellationToken.None))?.Version == manifest.Version) throw;
            }
        }

        return default;
    }

    /// <inheritdoc />
    protected sealed override Task WorkInArrears => policy.IsOverdue ? Checkpoint : Task.CompletedTask;

    /// <inheritdoc />
    protected sealed override Task<bool> TidyAsync() => IsDue ? HasMoreToCompactAsync() : Task.FromResult(false);

    /// <inheritdoc />
    protected sealed override Task SettleAsync() => IsDue ? BeginCheckpointAsync() : Task.CompletedTask;

    private bool IsDue => policy.IsDue(AppliedEpoch - checkpoints.Epoch);

    /// <summary>Does a slice of what makes the next checkpoint small. Between two slices entries are applied and the state is read.</summary>
    /// <returns>Whether all is done.</returns>
    protected virtual Task<bool> CompactAsync() => Task.FromResult(true);

    /// <summary>Loads the state of a checkpoint.</summary>
    protected abstract Task LoadAsync(CheckpointManifest manifest);

    /// <summary>Takes the state as it is; the log goes on when the task completes.</summary>
    /// <returns>Writes it, and returns what <see cref="CheckpointStore.SaveAsync"/> did.</returns>
    protected abstract Task<Func<Task<bool>>> PrepareCheckpointAsync();

    /// <summary>Notes whether an entry changes the replica; without such entries a checkpoint is raised, not written anew.</summary>
    protected void Touch(bool isChange)
    {
        if (isChange) _isTouched = true;
    }

    private bool CanBeginCheckpoint => !IsPinned && Checkpoint.IsCompleted && AppliedEpoch > checkpoints.Epoch;

    private async Task<bool> HasMoreToCompactAsync() => CanBeginCheckpoint && _isTouched && !await CompactAsync();

    private async Task BeginCheckpointAsync()
    {
        if (!CanBeginCheckpoint) return;
        var (epoch, dataEpoch) = (AppliedEpoch, DataEpoch);
        if (!_isTouched && checkpoints.Epoch > 0)
        {
            Checkpoint = TrySaveAsync(epoch, () => checkpoints.RaiseAsync(epoch, dataEpoch, CancellationToken.None));
            return;
        }

        var save = await PrepareCheckpointAsync();
        policy.Reset();
        _isTouched = false;
        Checkpoint = TrySaveAsync(epoch, save);
    }

    private async Task TrySaveAsync(long epoch, Func<Task<bool>> save)
    {
        try
        {
            if (await save()) return;

            // Files that this replica relies on may be gone, so it ends; the next one loads the newer checkpoint.
            Abandon(new EpochGoneException(epoch, checkpoints.Epoch));
            LogSuperseded(Logger, checkpoints.Folder, epoch);
        }
        catch (Exception exception)
        {
            _isTouched = true;
            LogCheckpointFailed(Logger, exception, checkpoints.Folder, epoch); // the log still has everything
        }
    }

    [LoggerMessage(LogLevel.Error, "{Replica}: the checkpoint at epoch {Epoch} could not be written.")]
    private static partial void LogCheckpointFailed(ILogger logger, Exception exception, string replica, long epoch);

    [LoggerMessage(LogLevel.Warning, "{Replica}: another activation wrote a checkpoint as new as that of epoch {Epoch}; this one ends.")]
    private static partial void LogSuperseded(ILogger logger, string replica, long epoch);
}

/// <summary>Which items no replica keeps anything of.</summary>
internal static class ControlItems
{
    /// <summary>Tells whether an item is of one of those kinds. What a START pins is not in checkpoints.</summary>
    public static bool Contain(LogItem item) => item is AcceptItem or QueueItem or StartItem or AttachItem or BeginItem or ProgressItem or CancelItem
        or EndItem or FailItem or ForgetItem or SystemJobItem or SystemJobEndItem or SystemJobForgetItem or DefinitionItem or DefinitionRemovedItem;
}
