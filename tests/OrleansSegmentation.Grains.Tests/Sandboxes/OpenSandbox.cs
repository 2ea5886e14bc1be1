using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;

using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>A sandbox as its grain puts it together, with a log in memory, a clock that stands still, and peers that only take notes.</summary>
internal sealed class OpenSandbox
{
    private static readonly SideThread Lists = new();

    private OpenSandbox(
        InMemoryStorage storage, SandboxPump pump, FakeTimeProvider clock, FakePeers peers, SegmentJobOptions options, ScheduleOptions scheduleOptions)
    {
        Storage = storage;
        Pump = pump;
        Clock = clock;
        Peers = peers;
        Options = options;
        Watch = new RunWatch(clock);
        Definitions = new SandboxDefinitions(pump, DefinitionOptions, peers, Lists, clock);
        var numbers = new JobNumbers(storage);
        Jobs = new SandboxJobs(pump, options, Watch, numbers, Definitions, Lists);
        ScheduleOptions = scheduleOptions;
        Schedules = new SandboxSchedules(pump, scheduleOptions, numbers, Definitions, clock, NullLogger.Instance);
        Runs = new SandboxRuns(pump, options, Watch, peers, clock);
    }

    public static SandboxDescriptor Descriptor { get; } =
        new(SandboxDescriptor.DeriveId("org", "prod"), "org", "prod", "production", true, "Production");

    public InMemoryStorage Storage { get; }

    public InMemorySandboxLog Log => Storage.Log(Descriptor.SandboxId);

    public SandboxPump Pump { get; }

    public SandboxState State => Pump.State;

    public FakeTimeProvider Clock { get; }

    public FakePeers Peers { get; }

    public SegmentJobOptions Options { get; }

    public SegmentDefinitionOptions DefinitionOptions { get; } = new();

    public RunWatch Watch { get; }

    public SandboxDefinitions Definitions { get; }

    public SandboxJobs Jobs { get; }

    public SandboxRuns Runs { get; }

    public ScheduleOptions ScheduleOptions { get; }

    public SandboxSchedules Schedules { get; }

    /// <summary>Creates a new sandbox with its default merge policy.</summary>
    public static async Task<OpenSandbox> CreateAsync(
        SegmentJobOptions? options = null, InMemoryStorage? storage = null, ScheduleOptions? scheduleOptions = null, DateTimeOffset? start = null)
    {
        storage ??= new InMemoryStorage();
        var clock = new FakeTimeProvider(start ?? new DateTimeOffset(2026, 1, 1, 9, 0, 0, 417, TimeSpan.Zero));
        var sandbox = await OpenAsync(storage, clock, new FakePeers(), options ?? new SegmentJobOptions(), scheduleOptions ?? new ScheduleOptions());
        await sandbox.Pump.RunAsync((_, stamp) => Decision<bool>.Append(
            true, new DescribeItem(Descriptor, 4, 1), MergePolicyDecisions.First(Descriptor, Guid.NewGuid(), stamp)));
        return sandbox;
    }

    /// <summary>Opens the same sandbox again, as another activation does.</summary>
    public Task<OpenSandbox> ReopenAsync() => OpenAsync(Storage, Clock, new FakePeers(), Options, ScheduleOptions);

    public async Task<Guid> DefineAsync(string name, string expression = "true")
    {
        var saved = await Definitions.CreateAsync(Draft(name, expression));
        Assert.Null(saved.Fault);
        return saved.Value!.Definition.Id;
    }

    public static DefinitionDraft Draft(string name, string expression = "true") => new()
    {
        SchemaName = SchemaReference.ProfileName,
        Name = name,
        Expression = new ExpressionDocument("PQL", "pql/text", expression),
    };

    public async Task<SegmentJobDocument> SubmitAsync(params Guid[] segments)
    {
        var submitted = await SubmitAsync(new JobSubmission([.. segments.Select(id => id.ToString())], "request", null, null));
        Assert.Null(submitted.Fault);
        return submitted.Value!.Job;
    }

    public Task<ServiceResult<JobSubmitted>> SubmitAsync(JobSubmission submission) => Jobs.SubmitAsync(submission, CancellationToken.None);

    public async Task<SegmentJobDocument?> GetAsync(Guid jobId) => (await Jobs.GetManyAsync([jobId]))[0];

    /// <summary>Waits until the sandbox has nothing more to decide by itself.</summary>
    public Task SettleAsync() => Pump.RunAsync((_, _) => Decision<bool>.Answered(true));

    /// <summary>Runs a job that waits for its runner to the end.</summary>
    public async Task<SegmentJobDocument> CompleteAsync(Guid jobId, long realized = 3)
    {
        await SettleAsync();
        var attachment = (await Runs.AttachAsync(jobId))!;
        Assert.Equal(SegmentJobStatus.Processing, attachment.Status);
        Assert.True(await Runs.BeginAsync(jobId, attachment.Run));
        Assert.True(await Runs.PublishAsync(jobId, attachment.Run, ResultOf(attachment, realized, State.Jobs.LastPublications)));
        return (await GetAsync(jobId))!;
    }

    /// <summary>A result that is consistent.</summary>
    public static RunResult ResultOf(RunAttachment attachment, long realized, IReadOnlyDictionary<Guid, SegmentPublication>? last = null) => new(
        [.. attachment.Request!.Policies.Select(policy => new PolicyResult(policy.Id, realized + 7, 1))],
        [.. attachment.Request.Segments.Select(segment => new SegmentResult(
            segment.SegmentId, realized, 2, realized, last?.GetValueOrDefault(segment.SegmentId).Realized ?? 0, last?.GetValueOrDefault(segment.SegmentId).Realized ?? 0,
            realized == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["email"] = realized }, 1500, 0, 0))],
        new PartitionCounts(attachment.PartitionCount, attachment.PartitionCount, 0, 0),
        attachment.NowMs - 50_000, attachment.NowMs + 50_000_000);

    private static async Task<OpenSandbox> OpenAsync(
        InMemoryStorage storage, FakeTimeProvider clock, FakePeers peers, SegmentJobOptions options, ScheduleOptions scheduleOptions)
    {
        var pump = await SandboxOpening.OpenAsync(Descriptor.SandboxId, storage.GetLog(Descriptor.SandboxId), storage.GetFiles(Descriptor.SandboxId), clock, CancellationToken.None);
        var sandbox = new OpenSandbox(storage, pump, clock, peers, options, scheduleOptions);
        sandbox.Runs.Resume();
        return sandbox;
    }
}

/// <summary>Peers that take notes. An expression is valid unless it starts with <c>bad</c>; <c>in:id,id</c> refers to segments.</summary>
internal sealed class FakePeers : ISandboxPeers
{
    public List<Guid> Pokes { get; } = [];

    public List<Guid> Cancels { get; } = [];

    public List<long> Hints { get; } = [];

    /// <summary>An expression that is refused although it looks valid.</summary>
    public string? RefuseToo { get; set; }

    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) =>
        Task.FromResult<IReadOnlyList<ExpressionCheck>>([.. expressions.Select(expression => Check(expression, RefuseToo))]);

    /// <summary>What the data says about an expression; may fail or never answer.</summary>
    public Func<ExpressionDocument, Task<IReadOnlyList<string>>> SchemaCheck { get; set; } = _ => Task.FromResult<IReadOnlyList<string>>([]);

    public Task<IReadOnlyList<string>> CheckSchemaAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken) => SchemaCheck(expression);

    public void Poke(Guid jobId) => Pokes.Add(jobId);

    public void Cancel(Guid jobId) => Cancels.Add(jobId);

    public void Hint(int partitionCount, long epoch) => Hints.Add(epoch);

    /// <summary>Gets the epochs at which checkpoints were asked for.</summary>
    public List<long> Checkpoints { get; } = [];

    public void Checkpoint(int partitionCount, int shardCount, long epoch) => Checkpoints.Add(epoch);

    public IIdentityShardGrain Shard(int shard) => throw new NotSupportedException();

    public IProfilePartitionGrain Partition(int partition) => throw new NotSupportedException();

    private static ExpressionCheck Check(ExpressionDocument expression, string? refuseToo)
    {
        var text = expression.Value;
        if (text.StartsWith("bad", StringComparison.Ordinal) || text == refuseToo)
        {
            return new ExpressionCheck(
                [], [new FaultItem("SEG-DEF003-400", $"'{text}' is bad.", "expression.value", new TextLocation(0, 3, 1, 1))], []);
        }

        return new ExpressionCheck(text.StartsWith("in:", StringComparison.Ordinal) ? text[3..].Split(',') : [], [], []);
    }
}
