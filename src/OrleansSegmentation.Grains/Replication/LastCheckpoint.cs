using Microsoft.Extensions.Logging;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The checkpoint that a replica leaves behind when its grain is deactivated in an orderly way, so that the next one replays little.</summary>
internal static partial class LastCheckpoint
{
    /// <summary>Writes it if something was applied; an error is logged, because the log still has everything.</summary>
    public static async Task TrySaveAsync(CheckpointedReplica replica, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            if (replica.AppliedEpoch > 0) await replica.SaveCheckpointAsync(replica.AppliedEpoch, cancellationToken);
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, replica.AppliedEpoch);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The last checkpoint, at epoch {Epoch}, could not be written.")]
    private static partial void LogFailed(ILogger logger, Exception exception, long epoch);
}
