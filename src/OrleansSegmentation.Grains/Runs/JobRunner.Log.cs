using Microsoft.Extensions.Logging;

namespace OrleansSegmentation.Grains.Runs;

internal sealed partial class JobRunner
{
    [LoggerMessage(LogLevel.Information, "Job {JobId}: the run stopped.")]
    private static partial void LogStopped(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: the run ended without an outcome; the sandbox starts another.")]
    private static partial void LogRunEnded(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: a heartbeat did not arrive.")]
    private static partial void LogBeatFailed(ILogger logger, Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Error, "Job {JobId} failed: {Code}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid jobId, string code);
}
