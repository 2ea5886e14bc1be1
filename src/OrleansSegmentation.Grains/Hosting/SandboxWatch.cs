using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Hosting;

/// <summary>Wakes every sandbox when the silo starts and again and again after, so that unfinished jobs go on without any call.</summary>
internal sealed partial class SandboxWatch(
    ISegmentationStorage storage, IGrainFactory grains, TimeProvider clock, ILogger<SandboxWatch> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SandboxWatch), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = WatchAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            do await PingAllAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task PingAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var sandboxId in storage.ListSandboxesAsync(cancellationToken)) await PingAsync(sandboxId, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogListFailed(logger, exception);
        }
    }

    private async Task PingAsync(Guid sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ISandboxGrain>(sandboxId).PingAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One sandbox that cannot open must not keep the others asleep; it is tried again next time.
            LogPingFailed(logger, exception, sandboxId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sandboxes cannot be listed.")]
    private static partial void LogListFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sandbox {SandboxId} does not open.")]
    private static partial void LogPingFailed(ILogger logger, Exception exception, Guid sandboxId);
}
