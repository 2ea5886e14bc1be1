using System.Globalization;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes.Snapshots;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>Takes a log over, loads its snapshot and replays what follows.</summary>
internal static class SandboxOpening
{
    private const int MaxAttempts = 5;

    /// <summary>Opens a sandbox. After this no earlier writer can commit.</summary>
    /// <exception cref="SandboxLogFencedException">Others keep taking the log.</exception>
    /// <exception cref="StorageDamagedException">The log cannot be replayed; the sandbox stays closed.</exception>
    public static async Task<SandboxPump> OpenAsync(
        Guid sandboxId, ISandboxLog log, IPartitionStore files, TimeProvider clock, CancellationToken cancellationToken)
    {
        // First the fence: from then on the head names the snapshot that stays, because nobody else can replace it.
        var head = await TakeOverAsync(log, clock, cancellationToken);
        var state = await LoadAsync(head, files, cancellationToken);
        await foreach (var stored in log.ReadAsync(state.Epoch + 1, head.Epoch, cancellationToken)) state = Apply(state, stored);
        return state.Epoch == head.Epoch
            ? new SandboxPump(sandboxId, log, head, state, clock)
            : throw new StorageDamagedException("head", $"The log ends at epoch {state.Epoch}, its head says {head.Epoch}.");
    }

    private static async Task<SandboxState> LoadAsync(SandboxLogHead head, IPartitionStore files, CancellationToken cancellationToken)
    {
        if (head.Snapshot is not { } snapshot) return SandboxState.Empty;
        var file = await files.ReadAsync(snapshot.Name, cancellationToken)
            ?? throw new StorageDamagedException(snapshot.Name, "The snapshot that the head names is missing.");
        var state = SandboxSnapshotFile.Decode(snapshot.Name, file);
        return state.Epoch == snapshot.Epoch
            ? state
            : throw new StorageDamagedException(snapshot.Name, $"The snapshot is of epoch {state.Epoch}; the head says {snapshot.Epoch}.");
    }

    private static async Task<SandboxLogHead> TakeOverAsync(ISandboxLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await log.OpenAsync(Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture), cancellationToken);
            }
            catch (SandboxLogFencedException) when (attempt < MaxAttempts)
            {
                // Two writers opened at once; a random pause lets one of them win.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200, 1000)), clock, cancellationToken);
            }
        }
    }

    private static SandboxState Apply(SandboxState state, SandboxLogEntry stored)
    {
        try
        {
            return state.Apply(LogEntryJson.Decode(stored));
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new StorageDamagedException($"log entry {stored.Epoch}", "The entry does not fit what is before it.", exception);
        }
    }
}
