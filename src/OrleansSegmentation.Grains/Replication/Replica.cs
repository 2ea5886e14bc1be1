using Microsoft.Extensions.Logging;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>A state that is a function of a prefix of a sandbox's log. One thing at a time happens to it; callers queue.</summary>
/// <remarks>An error while applying leaves the state unusable: every later call gets that error, and the owner builds a new replica.</remarks>
internal abstract partial class Replica(SandboxLogReader log, ILogger logger)
{
    private const long NearTheEnd = 256;

    private readonly SemaphoreSlim _turn = new(1);
    private bool _isLoaded;
    private Exception? _failure;

    /// <summary>Gets the last epoch that was applied.</summary>
    public long AppliedEpoch { get; private set; }

    /// <summary>Gets the last applied epoch that changed data.</summary>
    public long DataEpoch { get; private set; }

    /// <summary>Gets whether an error while applying left the state unusable.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Gets the log.</summary>
    protected SandboxLogReader Log => log;

    /// <summary>Gets where errors go that nobody waits for.</summary>
    protected ILogger Logger => logger;

    /// <summary>Gets whether the last entry needs more work before the next one may be applied. The state stays as it is meanwhile, so reads go on.</summary>
    protected virtual bool IsPending => false;

    /// <summary>Applies entries, with all work they need, until an epoch at least is reached; waits for it to be committed.</summary>
    public Task CatchUpAsync(long epoch, CancellationToken cancellationToken) =>
        RunAsync(epoch, isWhole: true, static () => Task.FromResult(true), cancellationToken);

    /// <summary>Runs a read on the state as it was at exactly an epoch. Nothing is applied meanwhile.</summary>
    /// <exception cref="EpochGoneException">Data changed since.</exception>
    public Task<T> ReadAtAsync<T>(long epoch, Func<Task<T>> read, CancellationToken cancellationToken) => RunAsync(
        epoch, isWhole: false, () => DataEpoch > epoch ? throw new EpochGoneException(epoch, AppliedEpoch) : read(), cancellationToken);

    /// <summary>Runs something on the state as it is. Nothing is applied meanwhile.</summary>
    protected Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken) => RunAsync(0, isWhole: false, action, cancellationToken);

    /// <summary>Makes the replica unusable: its owner builds a new one, which loads the newest checkpoint.</summary>
    protected void Abandon(Exception reason) => _failure ??= reason;

    /// <summary>Gets what must be done before more entries are applied, because it frees memory; reads go on meanwhile. Never fails.</summary>
    protected virtual Task WorkInArrears => Task.CompletedTask;

    /// <summary>Does one slice of the pending work.</summary>
    protected virtual Task ContinueAsync() => Task.CompletedTask;

    /// <summary>Loads the newest checkpoint.</summary>
    /// <returns>The epoch of the checkpoint, and the last one up to it that changed data; zeros when there is none.</returns>
    protected abstract Task<(long Epoch, long DataEpoch)> LoadAsync();

    /// <summary>Fetches what applying an entry needs. Changes nothing, so that an error here leaves the replica usable.</summary>
    protected virtual async Task PrepareAsync(ReplicaEntry entry)
    {
        foreach (var batch in entry.Items.OfType<BatchItem>()) await entry.GetBatch(batch).DecodeAsync();
    }

    /// <summary>Applies one entry.</summary>
    /// <param name="entry">The entry after the last one applied.</param>
    /// <param name="lastEpoch">An epoch known to be committed, at or after it.</param>
    protected abstract Task ApplyAsync(ReplicaEntry entry, long lastEpoch);

    /// <summary>Called after every entry, to do a slice of what a checkpoint that is due needs first. Changes nothing that is seen. An error is logged.</summary>
    /// <returns>Whether there is more to do.</returns>
    protected virtual Task<bool> TidyAsync() => Task.FromResult(false);

    /// <summary>Called after every entry, and when everything asked for is applied, to write a checkpoint if it is time. An error is logged.</summary>
    protected abstract Task SettleAsync();

    private async Task<T> RunAsync<T>(long epoch, bool isWhole, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        var lastEpoch = epoch == 0 ? 0 : await log.WaitForEpochAsync(epoch, cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await AdvanceAsync(epoch, isWhole, lastEpoch);
            return await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Not cancellable: an entry is applied wholly or the replica is lost.
    private async Task AdvanceAsync(long epoch, bool isWhole, long lastEpoch)
    {
        ThrowIfFailed();
        if (!_isLoaded)
        {
            (AppliedEpoch, DataEpoch) = await LoadAsync();
            _isLoaded = true;
        }

        if (AppliedEpoch >= epoch && !(isWhole && IsPending)) return;
        while (AppliedEpoch < epoch || (isWhole && IsPending))
        {
            if (IsPending)
            {
                await OrFailAsync(ContinueAsync);
                await LetOthersReadAsync();
                continue;
            }

            var entry = await ReadNextAsync();

            // Where jobs follow each other closely, the moment before one starts may be the only one at which a checkpoint can be written.
            if (lastEpoch - entry.Epoch <= NearTheEnd && entry.Items.Any(static item => item is StartItem)) await TrySettleAsync();
            await OrFailAsync(() => ApplyAsync(entry, lastEpoch));
            AppliedEpoch = entry.Epoch;
            if (entry.HasData) DataEpoch = entry.Epoch;
            while (await TryTidyAsync()) await LetOthersReadAsync();
            await TrySettleAsync(); // also in a long replay, which else would hold all of it in memory
            if (!WorkInArrears.IsCompleted) await LetOthersReadAsync(WorkInArrears);
        }

        await TrySettleAsync();
    }

    private async Task<ReplicaEntry> ReadNextAsync()
    {
        var epoch = AppliedEpoch + 1;
        try
        {
            var entry = await log.ReadAsync(epoch, CancellationToken.None);
            await PrepareAsync(entry);
            return entry;
        }
        catch (EntriesTrimmedException exception)
        {
            Abandon(exception); // another activation went ahead: its checkpoint has what is gone
            throw;
        }
        catch (StorageDamagedException exception)
        {
            if (await log.IsTrimmedAsync(epoch, CancellationToken.None)) Abandon(exception); // the entry was cached, but the files beside it are gone
            throw;
        }
    }

    private async Task LetOthersReadAsync(Task? until = null)
    {
        _turn.Release();
        if (until is not null) await until;
        await _turn.WaitAsync();
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null) throw new InvalidOperationException($"The replica stopped: {_failure.Message}", _failure);
    }

    private async Task OrFailAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    private async Task<bool> TryTidyAsync()
    {
        try
        {
            return await TidyAsync();
        }
        catch (Exception exception)
        {
            LogSettleFailed(logger, exception, AppliedEpoch); // everything is where it was
            return false;
        }
    }

    private async Task TrySettleAsync()
    {
        try
        {
            await SettleAsync();
        }
        catch (Exception exception)
        {
            LogSettleFailed(logger, exception, AppliedEpoch); // the log still has everything
        }
    }

    [LoggerMessage(LogLevel.Error, "The checkpoint at epoch {Epoch} could not be written.")]
    private static partial void LogSettleFailed(ILogger logger, Exception exception, long epoch);
}
