using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The runs of an open sandbox: what runners report, and what keeps them going.</summary>
internal sealed class SandboxRuns
{
    /// <summary>How often rising counts are logged, so that they outlive a crash.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often partitions are told that the log grew while many small batches come in.</summary>
    private static readonly TimeSpan HintInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How often expired records are looked for, in ticks.</summary>
    private const int ForgetTicks = 60;

    private readonly SandboxPump _pump;
    private readonly SegmentJobOptions _options;
    private readonly RunWatch _watch;
    private readonly ISandboxPeers _peers;
    private readonly TimeProvider _clock;
    private readonly JobDecisions _decisions;
    private int _ticks;
    private long? _hintedAt;
    private bool _isHintOwed;

    public SandboxRuns(SandboxPump pump, SegmentJobOptions options, RunWatch watch, ISandboxPeers peers, TimeProvider clock)
    {
        _pump = pump;
        _options = options;
        _watch = watch;
        _peers = peers;
        _clock = clock;
        _decisions = new JobDecisions(options);
        pump.DecideByItself((state, stamp) => JobDispatcher.Decide(state.Jobs, stamp, options));
        pump.Committed += OnCommitted;
    }

    /// <summary>Takes unfinished jobs up again after opening.</summary>
    public void Resume()
    {
        _pump.DecideAgain();
        Urge();
    }

    /// <summary>Re-decides what depends on time and urges silent runners; called every second.</summary>
    public void Tick()
    {
        if (_pump.Failure is not null) return;
        _pump.DecideAgain();
        Urge();
        LogProgress();
        if (_isHintOwed) Hint();
        if (_ticks++ % ForgetTicks == 0)
            _pump.RunAsync((state, stamp) => Decision<bool>.Append(true, JobDispatcher.DecideForgetting(state.Jobs, stamp, _options))).Ignore();
    }

    public async Task<RunAttachment?> AttachAsync(Guid jobId)
    {
        var attachment = await _pump.RunAsync(_decisions.Attach(jobId));
        if (_pump.State.Jobs.Find(jobId) is { HoldsSlot: true }) _watch.Heard(jobId);
        return attachment;
    }

    public bool Beat(Guid jobId, int run, RunCounts counts)
    {
        if (_pump.Failure is { } failure) throw failure;
        if (JobDecisions.OfRun(_pump.State, jobId, run) is not { Status: SegmentJobStatus.Processing } job) return false;
        _watch.Report(job, counts, Math.Max(_clock.GetUtcNow().ToUnixTimeMilliseconds(), job.UpdatedAtMs));
        return true;
    }

    public Task<bool> BeginAsync(Guid jobId, int run) => _pump.RunAsync(JobDecisions.Begin(jobId, run));

    public Task<bool> PublishAsync(Guid jobId, int run, RunResult result) => _pump.RunAsync(JobDecisions.Publish(jobId, run, result));

    public Task<bool> FailAsync(Guid jobId, int run, JobError error) => _pump.RunAsync(JobDecisions.Fail(jobId, run, error));

    public Task<bool> StoppedAsync(Guid jobId, int run) => _pump.RunAsync(JobDecisions.Stopped(jobId, run));

    private void OnCommitted(LogEntry entry)
    {
        foreach (var item in entry.Items)
        {
            switch (item)
            {
                case StartItem start:
                    _peers.Poke(start.JobId);
                    break;
                case CancelItem cancel when _pump.State.Jobs.Find(cancel.JobId) is { HoldsSlot: true }:
                    _peers.Cancel(cancel.JobId);
                    break;
                case EndItem end:
                    _watch.Forget(end.JobId);
                    break;
                case FailItem fail:
                    _watch.Forget(fail.JobId);
                    break;
                case PublishItem publish:
                    _watch.Forget(publish.JobId);
                    break;
            }
        }

        if (entry.Items.Any(item => item is StartItem)) Hint();
        else if (entry.Items[0].ChangesData) HintSoon();
    }

    private void HintSoon()
    {
        if (_hintedAt is { } hintedAt && _clock.GetElapsedTime(hintedAt) < HintInterval) _isHintOwed = true;
        else Hint();
    }

    private void Hint()
    {
        _hintedAt = _clock.GetTimestamp();
        _isHintOwed = false;
        _peers.Hint(_pump.State.PartitionCount, _pump.State.Epoch);
    }

    private void Urge()
    {
        foreach (var job in _pump.State.Jobs.ActiveJobs.Where(job => job.HoldsSlot))
        {
            if (job.Status == SegmentJobStatus.Cancelling) _peers.Cancel(job.Id);
            else if (_watch.IsSilent(job.Id, _options.HeartbeatTimeout)) _peers.Poke(job.Id);
        }
    }

    private void LogProgress()
    {
        foreach (var job in _pump.State.Jobs.ActiveJobs.Where(job => _watch.ShouldLog(job, ProgressInterval)))
        {
            _watch.Logged(job.Id);
            _pump.RunAsync(JobDecisions.Progress(job.Id, job.Run, _watch.DisplayOf(job.Id)!.Counts)).Ignore();
        }
    }
}
