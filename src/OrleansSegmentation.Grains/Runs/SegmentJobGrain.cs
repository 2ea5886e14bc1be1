using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>The runner of one job as a grain: a shell around <see cref="JobRunner"/> with a heartbeat.</summary>
[Reentrant]
internal sealed class SegmentJobGrain(
    ISegmentationStorage storage, IOptions<SegmentRunOptions> options, TimeProvider clock, ILogger<SegmentJobGrain> logger)
    : Grain, ISegmentJobGrain
{
    private JobRunner _runner = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _runner = new JobRunner(
            Guid.ParseExact(key.Part, "D"), GrainFactory.GetGrain<ISandboxRunsGrain>(key.SandboxId),
            partition => GrainFactory.GetGrain<IProfilePartitionGrain>(ReplicaKey.Of(key.SandboxId, partition)),
            storage.GetFiles(key.SandboxId), options.Value, clock, logger);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _runner.Stop();
        return Task.CompletedTask;
    }

    public Task PokeAsync()
    {
        if (!_runner.IsRunning) _ = RunAsync();
        return Task.CompletedTask;
    }

    public Task CancelAsync()
    {
        _runner.Cancel();
        if (!_runner.IsRunning) _ = RunAsync(); // attaching shows that the job is being cancelled
        return Task.CompletedTask;
    }

    // Nobody awaits this: a run lasts longer than any call may.
    private async Task RunAsync()
    {
        var interval = options.Value.HeartbeatInterval;
        using var heartbeat = this.RegisterGrainTimer(
            _runner.BeatAsync, new GrainTimerCreationOptions(interval, interval) { KeepAlive = true, Interleave = true });
        await _runner.RunAsync();
    }
}
