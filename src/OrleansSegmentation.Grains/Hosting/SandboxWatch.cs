using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Hosting;

/// <summary>
/// Wakes every sandbox when the silo starts, when another silo dies, and every 30 seconds, so that unfinished jobs go on without any call.
/// </summary>
internal sealed partial class SandboxWatch(
    ISegmentationStorage storage, IGrainFactory grains, ISiloStatusOracle silos, TimeProvider clock, ILogger<SandboxWatch> logger)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    private const int ParallelPings = 8;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task _watching = Task.CompletedTask;
    private ITimer? _timer;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SandboxWatch), ServiceLifecycleStage.Active + 1, StartAsync, StopAsync); // only then can grains be placed here

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        // What ran on a dead silo has to be opened somewhere else.
        if (status == SiloStatus.Dead) _due.Writer.TryWrite(true);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        _timer = clock.CreateTimer(_ => _due.Writer.TryWrite(true), null, TimeSpan.Zero, Period);
        _watching = WatchAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        if (_timer is not null) await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await _watching;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _due.Reader.ReadAllAsync(cancellationToken)) await PingAllAsync(cancellationToken);
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
            var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelPings, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(storage.ListSandboxesAsync(cancellationToken), options, PingAsync);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogListFailed(logger, exception);
        }
    }

    private async ValueTask PingAsync(Guid sandboxId, CancellationToken cancellationToken)
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
