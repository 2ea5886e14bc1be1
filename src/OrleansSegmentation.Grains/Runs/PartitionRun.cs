using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>Asks one partition for its result of a job, again if need be.</summary>
internal sealed partial class PartitionRun(
    int partition, IProfilePartitionGrain grain, EvaluateRequest request, RunProgress progress, SegmentRunOptions options,
    TimeProvider clock, ILogger logger)
{
    /// <summary>Returns when the partition has answered its result, which is then in the progress.</summary>
    /// <exception cref="ExpressionFailedException">An expression cannot be evaluated.</exception>
    /// <exception cref="JobNotRunningException">The log says that the job ended.</exception>
    /// <exception cref="PartitionFailedException">No attempt succeeded.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            progress.Ask(partition, isRetry: attempt > 1);
            try
            {
                await AskAsync(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is ExpressionFailedException or JobNotRunningException || cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) // whatever it was, the result is create-once: asking again is safe
            {
                LogAttemptFailed(logger, exception, request.JobId, partition, attempt);
                if (attempt >= options.MaxAttempts || exception is StorageDamagedException) throw new PartitionFailedException(partition, attempt, exception);
            }

            await Task.Delay(options.RetryDelayAfter(attempt), clock, cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = grain.EvaluateAsync(request, attempt.Token).GetAsyncEnumerator(attempt.Token);
        try
        {
            while (await NextAsync(answers, cancellationToken))
            {
                progress.Report(partition, answers.Current);
                if (answers.Current.Result is not null) return;
            }

            throw new InvalidOperationException($"Partition {partition} ended without a result.");
        }
        finally
        {
            // The answer to a dispose may never come from a silo that is gone, so nobody waits for it.
            attempt.Cancel();
            _ = DisposeAsync(answers);
        }
    }

    // Orleans keeps a silent enumeration alive for ever, so the limit is ours.
    private Task<bool> NextAsync(IAsyncEnumerator<PartitionProgress> answers, CancellationToken cancellationToken) =>
        answers.MoveNextAsync().AsTask().WaitAsync(options.NoProgressLimit, clock, cancellationToken);

    private static async Task DisposeAsync(IAsyncEnumerator<PartitionProgress> answers)
    {
        try
        {
            await answers.DisposeAsync();
        }
        catch (Exception)
        {
            // An enumerator that cannot be reached ends by itself.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: partition {Partition} failed in attempt {Attempt}.")]
    private static partial void LogAttemptFailed(ILogger logger, Exception exception, Guid jobId, int partition, int attempt);
}

/// <summary>A partition gave no result in any attempt.</summary>
internal sealed class PartitionFailedException(int partition, int attempts, Exception inner)
    : Exception($"Partition {partition} did not answer after {attempts} attempts.", inner);
