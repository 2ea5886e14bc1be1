using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>Runs one job: attaches, asks every partition, adds up, publishes. Holds nothing that is not in the log or in result files.</summary>
/// <remarks>
/// Any number of runners may run at once: the run token lets only the newest propose anything, and results are create-once. Not thread-safe:
/// all calls come from one scheduler, as in a grain.
/// </remarks>
internal sealed partial class JobRunner(
    Guid jobId, ISandboxRunsGrain sandbox, Func<int, IProfilePartitionGrain> partitionOf, IPartitionStore files, SegmentRunOptions options,
    TimeProvider clock, ILogger logger)
{
    private CancellationTokenSource? _running; // null: no run here
    private Run? _run; // null: not attached
    private bool _isCancelled; // the sandbox said that the job is being cancelled

    /// <summary>Gets whether a run is going on.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>Runs the job as far as possible. Ends without an error whatever happens; the sandbox asks again while the job is unfinished.</summary>
    public async Task RunAsync()
    {
        using var running = new CancellationTokenSource();
        _running = running;
        _isCancelled = false;
        Run? run = null;
        try
        {
            if (await sandbox.AttachAsync(jobId, running.Token) is not { } attachment) return;
            if (attachment.Status == SegmentJobStatus.Cancelling)
            {
                await StopAsync(attachment.Run);
                return;
            }

            if (attachment is not { Status: SegmentJobStatus.Processing, Request: { } request }) return;
            _run = run = new Run(attachment, request);
            await DriveAsync(run, running);
        }
        catch (Exception exception) when (running.IsCancellationRequested)
        {
            LogStopped(logger, exception, jobId);
            if (_isCancelled && run is not null) await TryStopAsync(run.Attachment.Run);
        }
        catch (Exception exception) // the sandbox did not answer: it pokes again while the job is unfinished
        {
            LogRunEnded(logger, exception, jobId);
        }
        finally
        {
            _running = null;
            _run = null;
        }
    }

    /// <summary>The sandbox said that the job is being cancelled.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        _running?.Cancel();
    }

    /// <summary>Ends the run without an outcome.</summary>
    public void Stop() => _running?.Cancel();

    /// <summary>Tells the sandbox that the run lives, and how far it is.</summary>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (_run is not { } run || _running is not { } running) return;
        try
        {
            if (!await sandbox.BeatAsync(jobId, run.Attachment.Run, run.Progress.ToCounts(), cancellationToken)) running.Cancel();
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            LogBeatFailed(logger, exception, jobId); // the next one may reach it
        }
    }

    private async Task DriveAsync(Run run, CancellationTokenSource running)
    {
        try
        {
            var begun = BeginAsync(run, running);
            await AskAllAsync(run, running.Token);
            await begun;
            running.Token.ThrowIfCancellationRequested();
            var result = RunTotals.Sum(run.Request, run.Progress.Results, run.Progress.Retried, run.Progress.StartedAtMs!.Value, NowMs());
            await sandbox.PublishAsync(jobId, run.Attachment.Run, result, CancellationToken.None); // refused: another run or a cancel was first
        }
        catch (ExpressionFailedException exception)
        {
            await FailAsync(run, new JobError("SEG-RUN002", exception.Message), exception);
        }
        catch (PartitionFailedException exception)
        {
            await FailAsync(run, new JobError("SEG-RUN001", exception.Message), exception);
        }
        catch (RunInconsistentException exception)
        {
            await FailAsync(run, new JobError("SEG-RUN007", exception.Message), exception);
        }
        catch (JobNotRunningException exception)
        {
            LogStopped(logger, exception, jobId);
        }
    }

    private async Task AskAllAsync(Run run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = 0;
        var parallel = Math.Min(options.MaxParallelPartitions, run.Attachment.PartitionCount);
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => AskNextAsync()).ToList());

        async Task AskNextAsync()
        {
            try
            {
                while (next < run.Attachment.PartitionCount) await ToPartition(next++, run).CompleteAsync(stop.Token);
            }
            catch (Exception)
            {
                await stop.CancelAsync(); // one failure decides the job; the others need not go on
                throw;
            }
        }
    }

    private PartitionRun ToPartition(int partition, Run run)
    {
        var request = new EvaluateRequest(jobId, run.Attachment.Epoch, run.Attachment.NowMs, run.Request);
        return new PartitionRun(partition, partitionOf(partition), request, run.Progress, options, clock, logger);
    }

    private async Task BeginAsync(Run run, CancellationTokenSource running)
    {
        run.Progress.StartedAtMs = NowMs();
        if (!await sandbox.BeginAsync(jobId, run.Attachment.Run, running.Token)) running.Cancel();
    }

    private async Task FailAsync(Run run, JobError error, Exception exception)
    {
        LogFailed(logger, exception, jobId, error.Code);
        if (await sandbox.FailAsync(jobId, run.Attachment.Run, error, CancellationToken.None)) await DeleteResultsAsync();
    }

    private async Task TryStopAsync(int run)
    {
        try
        {
            await StopAsync(run);
        }
        catch (Exception exception)
        {
            LogRunEnded(logger, exception, jobId); // the sandbox ends the job by itself
        }
    }

    private async Task StopAsync(int run)
    {
        await DeleteResultsAsync();
        await sandbox.StoppedAsync(jobId, run, CancellationToken.None);
    }

    private async Task DeleteResultsAsync()
    {
        await foreach (var name in files.ListAsync(PartitionOutcome.FilePrefixOf(jobId), CancellationToken.None))
            await files.DeleteAsync(name, CancellationToken.None);
    }

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Run(RunAttachment attachment, JobRequest request)
    {
        public RunAttachment Attachment { get; } = attachment;

        public JobRequest Request { get; } = request;

        public RunProgress Progress { get; } = new(attachment.PartitionCount);
    }
}
