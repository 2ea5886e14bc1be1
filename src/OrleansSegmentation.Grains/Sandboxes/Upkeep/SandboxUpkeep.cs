using Microsoft.Extensions.Logging;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes.Snapshots;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>
/// Keeps a sandbox small and fast to open: writes snapshots of its state, asks replicas for checkpoints, raises the floor of the log to what all
/// of these stand in for, and sweeps.
/// </summary>
/// <remarks>Not thread-safe: all calls come from the sandbox's scheduler. Every step can be repeated and left out.</remarks>
internal sealed partial class SandboxUpkeep
{
    private readonly SandboxPump _pump;
    private readonly ISandboxLog _log;
    private readonly IPartitionStore _files;
    private readonly ISandboxPeers _peers;
    private readonly SideThread _thread;
    private readonly UpkeepOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LogTail _tail = new();
    private readonly Sweeper _sweeper;
    private readonly long _openedEpoch;
    private HashSet<string> _snapshotNames = []; // staged files that the snapshot names
    private SandboxLogHead _head;
    private bool _isPrepared;
    private bool _isSweepDue = true; // of what an earlier writer left
    private long _bytes; // of entries since the snapshot
    private long _snapshotBytes;
    private long _appendedAt;
    private long _ranAt;
    private long? _quietAt;
    private long _quietEpoch; // for which checkpoints were asked for last
    private TimeSpan _patience; // until it is looked again whether they are there

    public SandboxUpkeep(
        SandboxPump pump, ISandboxLog log, IPartitionStore files, ISandboxPeers peers, SideThread thread, Uploads uploads, UpkeepOptions options,
        TimeProvider clock, ILogger logger)
    {
        (_pump, _log, _files, _peers, _thread, _options, _clock, _logger) = (pump, log, files, peers, thread, options, clock, logger);
        _head = pump.OpenedHead;
        _openedEpoch = pump.State.Epoch;
        _sweeper = new Sweeper(pump, files, _tail, uploads);
        _appendedAt = _ranAt = clock.GetTimestamp();
        if (_head.Floor == _openedEpoch) _quietEpoch = _openedEpoch; // checkpoints are there: no replica has to be woken for them
        pump.Appended += OnAppended;
    }

    /// <summary>Gets the run under way, or the last one. Its errors are logged, never thrown.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Gets the head as this writer left it.</summary>
    public SandboxLogHead Head => _head;

    private long SnapshotEpoch => _head.Snapshot?.Epoch ?? 0;

    /// <summary>Does what is due; called every second.</summary>
    public void Tick()
    {
        if (_pump.Failure is not null || !Running.IsCompleted || _pump.State.Epoch == 0) return;
        var epoch = _pump.State.Epoch;
        var isSnapshotDue = _bytes > Math.Max(_options.SnapshotBytes, _snapshotBytes);
        if (IsNewlyQuiet(epoch))
        {
            _quietEpoch = epoch;
            _quietAt = _clock.GetTimestamp();
            _patience = TimeSpan.Zero;
            isSnapshotDue |= epoch > SnapshotEpoch;
            _isSweepDue = true;
            AskForCheckpoints(epoch);
        }

        // Checkpoints that were asked for come soon; if they do not (a job runs), looking for them must not become a load of its own.
        var isAwaiting = _quietEpoch == epoch && _head.Floor < epoch && _clock.GetElapsedTime(_ranAt) >= _patience;
        var isUnsettled = _isSweepDue || _head.Floor < epoch;
        if (isSnapshotDue || isAwaiting || (isUnsettled && _clock.GetElapsedTime(_ranAt) >= _options.Interval)) Running = TryRunAsync(isSnapshotDue);
    }

    /// <summary>Leaves a snapshot behind, so that the next opening replays nothing; called once, before the sandbox closes.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await Running.WaitAsync(cancellationToken);
        if (_pump.Failure is not null || _pump.State.Epoch == SnapshotEpoch) return;
        _isSweepDue = false;
        await TryRunAsync(isSnapshotDue: true).WaitAsync(cancellationToken);
    }

    private bool IsNewlyQuiet(long epoch) =>
        epoch > _quietEpoch
        && _clock.GetElapsedTime(_appendedAt) >= _options.QuietTime
        && (_quietAt is not { } last || _clock.GetElapsedTime(last) >= _options.MinQuietInterval);

    private void AskForCheckpoints(long epoch) => _peers.Checkpoint(_pump.State.PartitionCount, _pump.State.ShardCount, epoch);

    private void OnAppended(SandboxLogEntry stored, LogEntry entry)
    {
        _appendedAt = _clock.GetTimestamp();
        _bytes += stored.Content.Length;
        _tail.Add(stored, entry);
    }

    private async Task TryRunAsync(bool isSnapshotDue)
    {
        try
        {
            await RunAsync(isSnapshotDue);
        }
        catch (Exception exception)
        {
            LogFailed(_logger, exception, _head.Floor, _pump.State.Epoch); // the next run tries again
        }

        if (_quietEpoch == _pump.State.Epoch && _head.Floor < _quietEpoch && _patience >= _options.Interval) AskForCheckpoints(_quietEpoch); // they may have been lost
        _patience = _patience == TimeSpan.Zero ? TimeSpan.FromSeconds(1) : TimeSpan.FromTicks(Math.Min(2 * _patience.Ticks, _options.Interval.Ticks));
        _ranAt = _clock.GetTimestamp();
    }

    private async Task RunAsync(bool isSnapshotDue)
    {
        if (!_isPrepared) await PrepareAsync();
        var checkpointed = await FindCheckpointedAsync();
        var state = _pump.State;
        var floor = Math.Clamp(checkpointed, _head.Floor, Math.Max(_head.Floor, state.Epoch));
        if (isSnapshotDue || floor > SnapshotEpoch) await ReplaceSnapshotAsync(floor, state);
        else if (floor > _head.Floor) await TrimAsync(floor, _head.Snapshot!);
        if (!_isSweepDue || _pump.Failure is not null) return;
        var count = await _sweeper.SweepAsync(_head, _snapshotNames);
        _isSweepDue = false;
        if (count > 0) LogSwept(_logger, count, _head.Floor, _pump.State.Epoch);
    }

    // What was committed before this activation; what came since is in the tail already.
    private async Task PrepareAsync()
    {
        await foreach (var stored in _log.ReadAsync(_head.Floor + 1, _openedEpoch, CancellationToken.None)) _tail.Add(stored, LogEntryJson.Decode(stored));
        if (_head.Snapshot is { } snapshot && await _files.ReadAsync(snapshot.Name, CancellationToken.None) is { } file)
        {
            _snapshotNames = [.. StagedName.FindAll(file.Span)];
            _snapshotBytes = file.Length;
        }

        _isPrepared = true;
    }

    // The epoch up to which every replica has a checkpoint.
    private async Task<long> FindCheckpointedAsync()
    {
        var state = _pump.State;
        var folders = Enumerable.Range(0, state.PartitionCount).Select(CheckpointStore.PartitionFolderOf)
            .Concat(Enumerable.Range(0, state.ShardCount).Select(CheckpointStore.ShardFolderOf));
        var least = long.MaxValue;
        foreach (var folder in folders)
        {
            least = Math.Min(least, (await new CheckpointStore(_files, folder).LoadAsync(CancellationToken.None))?.Epoch ?? 0);
            if (least <= _head.Floor) return least; // the others cannot raise it
        }

        return least;
    }

    private async Task ReplaceSnapshotAsync(long floor, SandboxState state)
    {
        var bytes = _bytes;
        var file = await _thread.RunAsync(() => SandboxSnapshotFile.Encode(state));
        var snapshot = new SandboxLogSnapshot(state.Epoch, SnapshotNames.New(state.Epoch));
        await _files.CreateAsync(snapshot.Name, file, CancellationToken.None);
        await TrimAsync(floor, snapshot);
        _bytes -= bytes;
        _snapshotBytes = file.Length;
        _snapshotNames = [.. StagedName.FindAll(file)];
    }

    private async Task TrimAsync(long floor, SandboxLogSnapshot snapshot)
    {
        try
        {
            _head = await _log.TrimAsync(_head.Term, floor, snapshot, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whether the head names the new snapshot is not known, so neither may be deleted: the next writer will know.
            _pump.Stop(exception);
            throw;
        }

        _tail.TrimTo(floor);
        _isSweepDue = true;
    }

    [LoggerMessage(LogLevel.Warning, "Upkeep failed at floor {Floor}, epoch {Epoch}; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, long floor, long epoch);

    [LoggerMessage(LogLevel.Information, "{Count} files were removed; the log starts after epoch {Floor} and is at epoch {Epoch}.")]
    private static partial void LogSwept(ILogger logger, int count, long floor, long epoch);
}
