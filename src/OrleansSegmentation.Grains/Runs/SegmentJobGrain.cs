using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>Runs one job: attaches, asks every partition, adds up, publishes. Holds nothing that is not in the log or in result files.</summary>
/// <remarks>Any number of activations may run at once: the run token lets only the newest propose anything, and results are create-once.</remarks>
[Reentrant]
internal sealed partial class SegmentJobGrain(
    ISegmentationStorage storage, IOptions<SegmentRunOptions> options, TimeProvider clock, ILogger<SegmentJobGrain> logger)
    : Grain, ISegmentJobGrain
{
    private readonly SegmentRunOptions _options = options.Value;
    private ReplicaKey _key;
    private Guid _jobId;
    private ISandboxRunsGrain _sandbox = null!;
    private CancellationTokenSource? _running; // null: no run here
    private bool _isCancelled; // the sandbox said that the job is being cancelled

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _jobId = Guid.ParseExact(_key.Part, "D");
        _sandbox = GrainFactory.GetGrain<ISandboxRunsGrain>(_key.SandboxId);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _running?.Cancel();
        return Task.CompletedTask;
    }

    public Task PokeAsync()
    {
        if (_running is null) _ = RunAsync();
        return Task.CompletedTask;
    }

    public Task CancelAsync()
    {
        _isCancelled = true;
        if (_running is null) _ = RunAsync(); // attaching shows that the job is being cancelled
        else _running.Cancel();
        return Task.CompletedTask;
    }

    // Nobody awaits this: a run lasts longer than any call may.
    private async Task RunAsync()
    {
        using var running = new CancellationTokenSource();
        _running = running;
        _isCancelled = false;
        Run? run = null;
        using var heartbeat = this.RegisterGrainTimer(
            token => run is null ? Task.CompletedTask : BeatAsync(run, running, token),
            new GrainTimerCreationOptions(_options.HeartbeatInterval, _options.HeartbeatInterval) { KeepAlive = true, Interleave = true });
        try
        {
            if (await _sandbox.AttachAsync(_jobId, running.Token) is not { } attachment) return;
            if (attachment.Status == SegmentJobStatus.Cancelling)
            {
                await StopAsync(attachment.Run);
                return;
            }

            if (attachment is not { Status: SegmentJobStatus.Processing, Request: { } request }) return;
            run = new Run(attachment, request);
            await DriveAsync(run, running);
        }
        catch (Exception exception) when (running.IsCancellationRequested)
        {
            LogStopped(logger, exception, _jobId);
            if (_isCancelled && run is not null) await TryStopAsync(run.Attachment.Run);
        }
        catch (Exception exception) // the sandbox did not answer: it pokes again while the job is unfinished
        {
            LogRunEnded(logger, exception, _jobId);
        }
        finally
        {
            _running = null;
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
            await _sandbox.PublishAsync(_jobId, run.Attachment.Run, result, CancellationToken.None); // refused: another run or a cancel was first
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
            LogStopped(logger, exception, _jobId);
        }
    }

    private async Task AskAllAsync(Run run, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = 0;
        var parallel = Math.Min(_options.MaxParallelPartitions, run.Attachment.PartitionCount);
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
        var grain = GrainFactory.GetGrain<IProfilePartitionGrain>(ReplicaKey.Of(_key.SandboxId, partition));
        var request = new EvaluateRequest(_jobId, run.Attachment.Epoch, run.Attachment.NowMs, run.Request);
        return new PartitionRun(partition, grain, request, run.Progress, _options, clock, logger);
    }

    private async Task BeginAsync(Run run, CancellationTokenSource running)
    {
        run.Progress.StartedAtMs = NowMs();
        if (!await _sandbox.BeginAsync(_jobId, run.Attachment.Run, running.Token)) running.Cancel();
    }

    private async Task BeatAsync(Run run, CancellationTokenSource running, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _sandbox.BeatAsync(_jobId, run.Attachment.Run, run.Progress.ToCounts(), cancellationToken)) running.Cancel();
        }
        catch (Exception exception) when (exception is not ObjectDisposedException)
        {
            LogBeatFailed(logger, exception, _jobId); // the next one may reach it
        }
    }

    private async Task FailAsync(Run run, JobError error, Exception exception)
    {
        LogFailed(logger, exception, _jobId, error.Code);
        if (await _sandbox.FailAsync(_jobId, run.Attachment.Run, error, CancellationToken.None)) await DeleteResultsAsync();
    }

    private async Task TryStopAsync(int run)
    {
        try
        {
            await StopAsync(run);
        }
        catch (Exception exception)
        {
            LogRunEnded(logger, exception, _jobId); // the sandbox ends the job by itself
        }
    }

    private async Task StopAsync(int run)
    {
        await DeleteResultsAsync();
        await _sandbox.StoppedAsync(_jobId, run, CancellationToken.None);
    }

    private async Task DeleteResultsAsync()
    {
        var files = storage.GetFiles(_key.SandboxId);
        await foreach (var name in files.ListAsync(PartitionOutcome.FilePrefixOf(_jobId), CancellationToken.None))
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
