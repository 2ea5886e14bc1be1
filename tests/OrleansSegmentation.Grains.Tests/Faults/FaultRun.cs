using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Tests.EndToEnd;
using OrleansSegmentation.Grains.Tests.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>One run of a script over a new store that meets at most one fault, with checks after it and at the end.</summary>
internal sealed class FaultRun
{
    private const int MaxTriesPerStep = 8;

    private readonly Machine _machine;
    private readonly Script _script;
    private readonly ArchivedStorage _store = new(new InMemoryStorage());
    private readonly ScriptClock _clock = new();
    private readonly InterruptedStorage _faulty;
    private readonly List<ServiceProcess> _processes = [];
    private InterruptedStorage _storage; // of the process that clients talk to
    private ServiceProcess? _process; // null: it ended
    private ServiceProcess? _successor; // took over while the process slept
    private ServiceProcess? _sleeper; // was replaced and does not know it
    private Task _takingOver = Task.CompletedTask;
    private bool _isChecked; // since the fault
    private int _scriptOperations;
    private readonly Dictionary<Guid, Recount> _recounts = [];

    private FaultRun(Machine machine, Script script, FaultPoint? fault)
    {
        _machine = machine;
        _script = script;
        _storage = _faulty = new InterruptedStorage(_store, fault);
    }

    /// <summary>Runs a script on a scheduler of its own, as in a grain.</summary>
    /// <returns>The operations of the process that meets the fault.</returns>
    public static async Task<IReadOnlyList<StoreOperation>> RunAsync(Machine machine, Script script, FaultPoint? fault)
    {
        var run = new FaultRun(machine, script, fault);
        await Turn.RunAsync(run.RunAsync);
        if (fault is not null) Assert.True(run._faulty.HasFired, $"there is no operation {fault.Operation}");
        return [.. run._faulty.Operations.Take(run._scriptOperations)];
    }

    private async Task RunAsync()
    {
        var scheduler = TaskScheduler.Current;
        _faulty.WhileAsleep = () => _takingOver = Task.Factory.StartNew(TakeOverAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
        try
        {
            foreach (var step in _script.Steps) await RunAsync(step);
            _scriptOperations = _faulty.Operations.Count;
            await CheckAsync(isLast: _sleeper is null);
            if (_sleeper is not null) await WakeAsync(_sleeper);
        }
        finally
        {
            foreach (var process in _processes) process.Dispose();
        }
    }

    private async Task RunAsync(ScriptStep step)
    {
        for (var attempt = 1; ; attempt++)
        {
            Exception? failure = null;
            try
            {
                await OpenAsync();
                await step.RunAsync(_process!);
                if (_process!.Storage.IsDead) throw new ProcessDiedException();
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException && _faulty.HasFired && attempt < MaxTriesPerStep)
            {
                failure = exception; // the client does not know what became of its call: it will ask again
            }

            await _takingOver;
            await ReplaceAsync();
            if (_faulty.HasFired && !_isChecked)
            {
                _isChecked = true;
                await OpenAsync();
                await CheckAsync(isLast: false);
            }

            if (failure is null) return;
        }
    }

    // Of two processes the one goes on whose term is the newer one: the sleeper's, if it slept before it took the log.
    private async Task ReplaceAsync()
    {
        if (_successor is not { } successor) return;
        _successor = null;
        var head = await _store.GetLog(Machine.Sandbox.SandboxId).ReadHeadAsync(CancellationToken.None);
        if (successor.Pump.Term != head.Term) _sleeper = successor;
        else (_sleeper, _process, _storage) = (_process, successor, successor.Storage);
    }

    // A sandbox that stopped is opened anew in its process, where the replicas live on; a process that died is started anew.
    private async Task OpenAsync()
    {
        if (_process is { IsOver: false }) return;
        var actors = _storage.IsDead ? null : _process?.Actors;
        _process?.Pump.Stop(new ProcessDiedException()); // what is left of it must not go on for ever
        if (_storage.IsDead) _storage = new InterruptedStorage(_store, fault: null);
        _process = null;
        _process = await ServiceProcess.StartAsync(_machine, _clock, _storage, actors);
        _processes.Add(_process);
    }

    private async Task TakeOverAsync()
    {
        _successor = await ServiceProcess.StartAsync(_machine, _clock, new InterruptedStorage(_store, fault: null), actors: null);
        _processes.Add(_successor);
        await _successor.EnsureAsync();
        await _script.IngestAsync(_successor, _script.Interloper);
        await FollowAsync(_successor.FollowAsync);
    }

    // Its batch must go nowhere. Its replicas are as good as any others, and write their checkpoints against them.
    private async Task WakeAsync(ServiceProcess sleeper)
    {
        _script.Expected.Forbid(_script.Late);
        await Assert.ThrowsAnyAsync<Exception>(sleeper.SettleAsync); // a strict read: it must not answer from what it knows
        await Assert.ThrowsAnyAsync<Exception>(() => sleeper.IngestAsync(_script.Late));
        await FollowAsync(() => sleeper.Actors.FollowAsync(_process!.State.Epoch));
        await _script.IngestAsync(_process!, _script.Last);
        await FollowAsync(() => sleeper.Actors.FollowAsync(_process!.State.Epoch));
        await CheckAsync(isLast: true);
    }

    // Where two processes live, a replica whose checkpoint the other one's overtook ends; it is built anew, and asked again.
    private async Task FollowAsync(Func<Task> followAsync)
    {
        const int MaxTries = 5;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await followAsync();
                return;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException && _faulty.HasFired && attempt < MaxTries)
            {
            }
        }
    }

    // At last also from the whole log alone, as if there never were a checkpoint, a snapshot or a trimming.
    private async Task CheckAsync(bool isLast)
    {
        var process = _process!;
        await process.Removals.Running; // an unfinished deletion goes on by itself
        await process.SettleAsync();
        var entries = new List<SandboxLogEntry>();
        await foreach (var entry in _store.Archive.Log(Machine.Sandbox.SandboxId).ReadAsync(1, process.State.Epoch, CancellationToken.None)) entries.Add(entry);
        LogCheck.Check(entries, _script.Expected);
        if (process.State.Descriptor is null) return;

        var replayed = entries.Aggregate(SandboxState.Empty, static (state, entry) => state.Apply(LogEntryJson.Decode(entry)));
        Assert.Equal(StateText.Of(replayed), StateText.Of(process.State));
        CheckDefinitions(process.State);
        await FollowAsync(process.FollowAsync);
        Assert.Equal(entries.Count, process.State.Epoch);

        var plain = new PlainData(entries.Select(LogEntryJson.Decode), _script.Expected, _recounts);
        using var restarted = new DataCheck(_machine, _store, process.State, plain);
        var found = await restarted.RunAsync();
        Assert.EndsWith(string.Join('\n', DataCheck.MembershipsOf(process.Actors.Partitions)), found, StringComparison.Ordinal);
        if (!isLast) return;
        using var rebuilt = new DataCheck(_machine, _store.Archive, process.State, plain);
        Assert.Equal(await rebuilt.RunAsync(), found);
    }

    private void CheckDefinitions(SandboxState state)
    {
        var names = state.Definitions.OldestFirst.Select(static definition => definition.Name).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Empty(_script.Expected.Defined.Except(_script.Expected.Deleting).Except(names));
        Assert.Empty(_script.Expected.Deleted.Intersect(names));
    }
}
