using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Schedules;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>
/// The writer of one sandbox's log: everything that is true about its data, definitions and jobs goes through here, in one order.
/// </summary>
/// <remarks>
/// A shell: rules are in the classes it puts together. Reentrant, because calls only enqueue; <see cref="SandboxPump"/> is the one loop that
/// changes anything. A second activation is harmless: the log fences one of them at its next append or read.
/// </remarks>
[Reentrant]
internal sealed partial class SandboxGrain(
    ISegmentationStorage storage, TimeProvider clock, IOptions<SegmentJobOptions> jobOptions, IOptions<SegmentDefinitionOptions> definitionOptions,
    IOptions<MergePolicyOptions> policyOptions, IOptions<ProfileOptions> profileOptions, IOptions<IngestOptions> ingestOptions,
    IOptions<UpkeepOptions> upkeepOptions, IOptions<ScheduleOptions> scheduleOptions, SideThread thread, ILogger<SandboxGrain> logger)
    : Grain, ISandboxGrain
{
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StayWhileBusy = TimeSpan.FromMinutes(5);

    private SandboxPump _pump = null!;
    private SandboxDefinitions _definitions = null!;
    private SandboxJobs _jobs = null!;
    private SandboxRuns _runs = null!;
    private SandboxIngest _ingest = null!;
    private SandboxRemovals _removals = null!;
    private Uploads _uploads = null!;
    private SandboxUpkeep _upkeep = null!;
    private MergePolicyDecisions _policies = null!;
    private SandboxSchedules _schedules = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var sandboxId = this.GetPrimaryKey();
        var peers = new GrainPeers(sandboxId, GrainFactory);
        _pump = await OpenAsync(sandboxId, cancellationToken);
        _pump.Stopped += OnStopped;
        var files = storage.GetFiles(sandboxId);
        _uploads = new Uploads(_pump.Term, files, clock, upkeepOptions.Value.UploadLifetime);
        _upkeep = new SandboxUpkeep(_pump, storage.GetLog(sandboxId), files, peers, thread, _uploads, upkeepOptions.Value, clock, logger);

        var watch = new RunWatch(clock);
        _policies = new MergePolicyDecisions(policyOptions.Value);
        _definitions = new SandboxDefinitions(_pump, definitionOptions.Value, peers, thread, clock);
        var numbers = new JobNumbers(storage);
        var turn = new DataTurn();
        _jobs = new SandboxJobs(_pump, jobOptions.Value, watch, numbers, _definitions, thread);
        _schedules = new SandboxSchedules(_pump, scheduleOptions.Value, numbers, _definitions, clock, logger);
        _ingest = new SandboxIngest(_pump, files, peers, thread, turn, ingestOptions.Value, clock, logger);
        _removals = new SandboxRemovals(_pump, files, peers, turn, ingestOptions.Value.AnswerTimeout, clock, logger);
        _runs = new SandboxRuns(_pump, jobOptions.Value, watch, peers, clock);

        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TickPeriod, TickPeriod) { Interleave = true });
        _runs.Resume();
        _removals.Resume();
        LogOpened(logger, sandboxId, _pump.State.Epoch);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_upkeep is null) return; // it never opened
        _pump.Stopped -= OnStopped;
        try
        {
            await _upkeep.CloseAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // There is no time left; the next opening replays more.
        }

        _pump.Stop(new OperationCanceledException($"The sandbox closes: {reason.Description}"));
    }

    public Task EnsureAsync(SandboxDescriptor sandbox, CancellationToken cancellationToken)
    {
        if (sandbox.SandboxId != this.GetPrimaryKey())
            throw new ArgumentException($"The grain is {this.GetPrimaryKey()}, the descriptor says {sandbox.SandboxId}.", nameof(sandbox));
        if (_pump.Failure is { } failure) throw failure;
        if (_pump.State.Descriptor is not null) return Task.CompletedTask;
        return _pump.RunAsync((state, stamp) => state.Descriptor is not null
            ? Decision<bool>.Answered(true)
            : Decision<bool>.Append(
                true,
                new DescribeItem(sandbox, profileOptions.Value.PartitionCount, profileOptions.Value.IdentityShardCount),
                MergePolicyDecisions.First(sandbox, Guid.NewGuid(), stamp)));
    }

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<SandboxPump> OpenAsync(Guid sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            return await SandboxOpening.OpenAsync(sandboxId, storage.GetLog(sandboxId), storage.GetFiles(sandboxId), clock, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotOpened(logger, exception, sandboxId);
            throw new SandboxUnavailableException(sandboxId, exception.Message);
        }
    }

    private Task TickAsync(CancellationToken cancellationToken)
    {
        _runs.Tick();
        _upkeep.Tick();
        _schedules.TickAsync().Ignore(); // what goes wrong is logged, and due again the next second
        // Idle collection must not end a sandbox that has jobs to finish.
        if (_pump.State.Jobs.Active.Count + _pump.State.Jobs.Waiting.Count > 0 || _pump.State.Removals.NextActive is not null) DelayDeactivation(StayWhileBusy);
        return Task.CompletedTask;
    }

    private void OnStopped(Exception cause)
    {
        LogStopped(logger, cause, this.GetPrimaryKey());
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sandbox {SandboxId} is open at epoch {Epoch}.")]
    private static partial void LogOpened(ILogger logger, Guid sandboxId, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sandbox {SandboxId} cannot be opened.")]
    private static partial void LogNotOpened(ILogger logger, Exception cause, Guid sandboxId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sandbox {SandboxId} stops.")]
    private static partial void LogStopped(ILogger logger, Exception cause, Guid sandboxId);
}
