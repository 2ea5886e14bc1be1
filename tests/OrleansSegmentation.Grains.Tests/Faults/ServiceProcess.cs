using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Grains.Runs;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Batches;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>One process of the service: the production classes put together as the grains do, without a silo. Ends by dying or by being left.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly SegmentJobOptions JobOptions = new() { MaxConcurrentPerSandbox = 1 };

    // Pauses are over at once; limits of patience are never reached.
    private static readonly SegmentRunOptions RunOptions = new()
    {
        MaxParallelPartitions = 1,
        MinRetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private readonly ScriptClock _clock;
    private readonly IPartitionStore _files;
    private readonly SandboxIngest _ingest;
    private readonly Uploads _uploads;
    private readonly SandboxUpkeep _upkeep;
    private readonly TimeSpan _quietTime;
    private readonly SandboxRuns _runs;
    private readonly Dictionary<Guid, JobRunner> _runners = [];

    private ServiceProcess(Machine machine, ScriptClock clock, InterruptedStorage storage, SandboxPump pump, ProcessActors actors)
    {
        _clock = clock;
        Storage = storage;
        Pump = pump;
        Actors = actors;
        _files = storage.GetFiles(Machine.Sandbox.SandboxId);
        var watch = new RunWatch(clock);
        Definitions = new SandboxDefinitions(pump, new SegmentDefinitionOptions(), Actors, machine.SideThread, clock);
        Jobs = new SandboxJobs(pump, JobOptions, watch, new JobNumbers(storage), Definitions, machine.SideThread);
        var upkeep = new UpkeepOptions { MinQuietInterval = TimeSpan.Zero };
        _quietTime = upkeep.QuietTime;
        _uploads = new Uploads(pump.Term, _files, clock, upkeep.UploadLifetime);
        _upkeep = new SandboxUpkeep(
            pump, storage.GetLog(Machine.Sandbox.SandboxId), _files, Actors, machine.SideThread, _uploads, upkeep, clock, NullLogger.Instance);
        var turn = new DataTurn();
        var ingest = new IngestOptions();
        _ingest = new SandboxIngest(pump, _files, Actors, machine.SideThread, turn, ingest, clock, NullLogger.Instance);
        Removals = new SandboxRemovals(pump, _files, Actors, turn, ingest.AnswerTimeout, clock, NullLogger.Instance);
        _runs = new SandboxRuns(pump, JobOptions, watch, Actors, clock);
        Actors.CancelIfRunning = jobId =>
        {
            var runner = RunnerOf(jobId);
            if (runner.IsRunning) runner.Cancel();
            return runner.IsRunning;
        };
        _runs.Resume();
        Removals.Resume();
    }

    public InterruptedStorage Storage { get; }

    public SandboxPump Pump { get; }

    public SandboxState State => Pump.State;

    public ProcessActors Actors { get; }

    public SandboxDefinitions Definitions { get; }

    public SandboxJobs Jobs { get; }

    public SandboxRemovals Removals { get; }

    /// <summary>Gets or sets what happens between the evaluation of a job and its publication.</summary>
    public Func<Task> BeforePublish { get; set; } = static () => Task.CompletedTask;

    /// <summary>Gets whether nothing more can be done with the sandbox in this process: another activation has to open it.</summary>
    public bool IsOver => Storage.IsDead || Pump.Failure is not null;

    /// <summary>Opens the sandbox.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="clock">The time.</param>
    /// <param name="storage">The store as the process sees it.</param>
    /// <param name="actors">The replicas that are there already; null: none.</param>
    public static async Task<ServiceProcess> StartAsync(Machine machine, ScriptClock clock, InterruptedStorage storage, ProcessActors? actors)
    {
        var pump = await SandboxOpening.OpenAsync(
            Machine.Sandbox.SandboxId, storage.GetLog(Machine.Sandbox.SandboxId), storage.GetFiles(Machine.Sandbox.SandboxId), clock, CancellationToken.None);
        return new ServiceProcess(machine, clock, storage, pump, actors ?? new ProcessActors(machine, storage));
    }

    /// <summary>Runs a call of a client. What a dead process answers, nobody hears.</summary>
    public async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        var answer = await call();
        return Storage.IsDead ? throw new ProcessDiedException() : answer;
    }

    public Task<bool> EnsureAsync() => CallAsync(() => Pump.RunAsync((state, stamp) => state.Descriptor is not null
        ? Decision<bool>.Answered(true)
        : Decision<bool>.Append(
            true, new DescribeItem(Machine.Sandbox, ProcessActors.PartitionCount, ProcessActors.ShardCount),
            MergePolicyDecisions.First(Machine.Sandbox, Guid.NewGuid(), stamp))));

    /// <summary>Takes a batch in as the ingest worker does. Returns when it is acknowledged.</summary>
    public Task IngestAsync(ScriptBatch batch) => CallAsync(async () =>
    {
        var request = new IngestRequest(Machine.Sandbox.SandboxId, batch.Id, "crm", RecordFormat.Ndjson, Encoding.UTF8.GetBytes(batch.ToNdjson()));
        var options = new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = _clock.GetUtcNow().ToUnixTimeMilliseconds() };
        var submission = ParsedSubmission.Parse(request, options);
        Assert.Empty(submission.Receipt.Errors);
        string? staged = null;
        if (submission.Payload.SizeBytes > IngestWorkerGrain.MaxInlineBytes)
        {
            staged = StagedName.NewUpload((await Storage.GetLog(Machine.Sandbox.SandboxId).ReadHeadAsync(CancellationToken.None)).Term);
            await _files.CreateAsync(staged, submission.Payload.Encode(), CancellationToken.None);
        }

        var result = await SubmitAsync(submission.ToSubmission(staged));
        if (result.Fault is not null && staged is not null) await _files.DeleteAsync(staged, CancellationToken.None);
        return Accepted(result);
    });

    /// <summary>Lets nothing happen for so long that checkpoints and a snapshot are written, the log is trimmed and garbage is swept.</summary>
    public Task StayQuietAsync() => CallAsync(async () =>
    {
        const int Rounds = 4;
        await SettleAsync();
        _clock.Advance(_quietTime);
        for (var round = 0; round < Rounds && Pump.Failure is null; round++)
        {
            _upkeep.Tick();
            await _upkeep.Running;
            await Actors.AnswerCheckpointsAsync();
            _clock.Advance(TimeSpan.FromSeconds(5)); // longer than it waits before it looks again
        }

        return true;
    });

    /// <summary>Lets time pass and every runner run until no job is unfinished.</summary>
    public async Task FinishJobsAsync()
    {
        const int MaxRounds = 40;
        for (var round = 0; State.Jobs.Active.Count + State.Jobs.Waiting.Count > 0; round++)
        {
            Assert.True(round < MaxRounds, "The jobs do not end.");
            await RunJobsAsync();
            await FollowAsync();
            _clock.Advance(TimeSpan.FromSeconds(3));
        }
    }

    /// <summary>Does once what the timer of the sandbox and the runners do.</summary>
    public async Task RunJobsAsync()
    {
        _runs.Tick();
        await SettleAsync();
        while (Actors.Wanted.TryDequeue(out var wanted))
        {
            var runner = RunnerOf(wanted.JobId);
            if (wanted.IsCancel) runner.Cancel();
            await runner.RunAsync();
            await SettleAsync();
        }
    }

    /// <summary>Lets the replicas follow the log.</summary>
    public Task FollowAsync() => CallAsync(async () =>
    {
        await SettleAsync();
        await Actors.FollowAsync(State.Epoch);
        return true;
    });

    /// <summary>Waits until the sandbox has nothing more to decide by itself.</summary>
    public Task SettleAsync() => Pump.RunAsync((_, _) => Decision<bool>.Answered(true));

    public void Dispose() => Actors.Dispose();

    /// <summary>Returns what a call was answered, or throws the fault.</summary>
    public static T Accepted<T>(ServiceResult<T> result)
        where T : class => result.Value ?? throw new IOException($"{result.Fault!.Status}: {result.Fault.Items[0].Message}");

    // What is uploaded is taken only while it is there.
    private async Task<ServiceResult<IngestReceipt>> SubmitAsync(BatchSubmission submission)
    {
        if (submission.PayloadName is not { } name) return await _ingest.SubmitAsync(submission);
        using var use = await _uploads.TakeAsync(name);
        if (use is not null) return await _ingest.SubmitAsync(submission);
        var first = await Pump.RunAsync((state, stamp) => Decision<IngestReceipt?>.Answered(
            state.Batches.TryFind(submission.Receipt.BatchId, stamp.TimeMs, out var receipt) ? receipt : null));
        return first is not null ? first : UploadFaults.Stale;
    }

    private JobRunner RunnerOf(Guid jobId)
    {
        if (_runners.TryGetValue(jobId, out var runner)) return runner;
        runner = new JobRunner(jobId, new RunsActor(this), Actors.Partition, _files, RunOptions, _clock, NullLogger.Instance);
        _runners.Add(jobId, runner);
        return runner;
    }

    // Private: a class that can be seen from outside would be a grain of every silo in these tests.
    private sealed class RunsActor(ServiceProcess process) : ISandboxRunsGrain
    {
        public Task<RunAttachment?> AttachAsync(Guid jobId, CancellationToken cancellationToken) => process._runs.AttachAsync(jobId);

        public Task<bool> BeatAsync(Guid jobId, int run, RunCounts counts, CancellationToken cancellationToken) => Task.FromResult(process._runs.Beat(jobId, run, counts));

        public Task<bool> BeginAsync(Guid jobId, int run, CancellationToken cancellationToken) => process._runs.BeginAsync(jobId, run);

        public async Task<bool> PublishAsync(Guid jobId, int run, RunResult result, CancellationToken cancellationToken)
        {
            await process.BeforePublish();
            return await process._runs.PublishAsync(jobId, run, result);
        }

        public Task<bool> FailAsync(Guid jobId, int run, JobError error, CancellationToken cancellationToken) => process._runs.FailAsync(jobId, run, error);

        public Task<bool> StoppedAsync(Guid jobId, int run, CancellationToken cancellationToken) => process._runs.StoppedAsync(jobId, run);
    }
}
