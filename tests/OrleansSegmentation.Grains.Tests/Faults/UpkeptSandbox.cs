using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Runs;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Upkeep;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Grains.Tests.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>One process that has a whole sandbox open: its writer with upkeep, its partitions and identity index. Calls are made by hand.</summary>
internal sealed class UpkeptSandbox : IDisposable
{
    public const int PartitionCount = 2;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SideThread Thread = new();

    private readonly ISegmentationStorage _storage;
    private readonly FakePeers _peers = new();
    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 1 }));
    private readonly JobPlanCache _plans;
    private readonly LogWriter _batches;
    private readonly SandboxDefinitions _definitions;
    private int _asked;

    private UpkeptSandbox(ISegmentationStorage storage, FakeTimeProvider clock, SandboxPump pump)
    {
        (_storage, Clock, Pump) = (storage, clock, pump);
        _plans = new JobPlanCache(_pool);
        var options = new UpkeepOptions { MinQuietInterval = TimeSpan.Zero };
        QuietTime = options.QuietTime;
        Uploads = new Uploads(pump.Term, Files, clock, options.UploadLifetime);
        Upkeep = new SandboxUpkeep(pump, storage.GetLog(Id), Files, _peers, Thread, Uploads, options, clock, NullLogger.Instance);
        _definitions = new SandboxDefinitions(pump, new SegmentDefinitionOptions(), _peers, Thread, clock);
        Jobs = new SandboxJobs(pump, new SegmentJobOptions(), new RunWatch(clock), new JobNumbers(storage), _definitions, Thread);
        Runs = new SandboxRuns(pump, new SegmentJobOptions(), new RunWatch(clock), _peers, clock);
        Replicas = CreateReplicas(storage);
        _batches = new LogWriter(storage, Id, PartitionCount) { ReadCluster = ReadClusterAsync };
    }

    public static Guid Id => OpenSandbox.Descriptor.SandboxId;

    public FakeTimeProvider Clock { get; }

    public TimeSpan QuietTime { get; }

    public SandboxPump Pump { get; }

    public SandboxUpkeep Upkeep { get; }

    public Uploads Uploads { get; }

    public SandboxJobs Jobs { get; }

    public SandboxRuns Runs { get; }

    public (PartitionReplica[] Partitions, IdentityShardReplica Shard) Replicas { get; }

    private IPartitionStore Files => _storage.GetFiles(Id);

    /// <summary>Opens the sandbox, and creates it if it is new.</summary>
    public static async Task<UpkeptSandbox> OpenAsync(ISegmentationStorage storage, FakeTimeProvider clock)
    {
        var pump = await SandboxOpening.OpenAsync(Id, storage.GetLog(Id), storage.GetFiles(Id), clock, None);
        var sandbox = new UpkeptSandbox(storage, clock, pump);
        if (pump.State.Descriptor is null)
        {
            await pump.RunAsync((_, stamp) => Decision<bool>.Append(
                true, new DescribeItem(OpenSandbox.Descriptor, PartitionCount, 1), MergePolicyDecisions.First(OpenSandbox.Descriptor, new Guid(7, 0, 0, new byte[8]), stamp)));
        }

        return sandbox;
    }

    public void Dispose()
    {
        foreach (var partition in Replicas.Partitions) partition.Dispose();
        _pool.Dispose();
    }

    /// <summary>Makes replicas over any store.</summary>
    public (PartitionReplica[] Partitions, IdentityShardReplica Shard) CreateReplicas(ISegmentationStorage storage)
    {
        var log = new SandboxLogReader(Id, storage, _pool, new EntryCache(64 << 20));
        return (
            [.. Enumerable.Range(0, PartitionCount).Select(partition => new PartitionReplica(partition, log, _pool, NullLogger.Instance))],
            new IdentityShardReplica(0, log, _pool, NullLogger.Instance));
    }

    public async Task<Guid> DefineAsync(string name, string expression) => (await _definitions.CreateAsync(OpenSandbox.Draft(name, expression))).Value!.Definition.Id;

    /// <summary>Commits records whose payload, route and moves are staged files; the payload as an upload of an ingest worker.</summary>
    public async Task IngestUploadAsync(string ndjson)
    {
        var item = await _batches.ComposeAsync(ndjson, staged: true);
        var upload = StagedName.NewUpload(Pump.Term);
        await Files.CreateAsync(upload, (await Files.ReadAsync(item.Payload.Name!, None))!.Value, None);
        await Files.DeleteAsync(item.Payload.Name!, None);
        using var use = await Uploads.TakeAsync(upload);
        Assert.NotNull(use);
        await CommitAsync(item with { Payload = new Attachment(upload, null) });
    }

    /// <summary>Commits records that travel in the entry.</summary>
    public async Task IngestAsync(string ndjson) => await CommitAsync(await _batches.ComposeAsync(ndjson));

    /// <summary>Starts a job and evaluates it in all partitions.</summary>
    public async Task<(RunAttachment Attachment, PartitionResult[] Results, Guid JobId)> EvaluateAsync(Guid segment)
    {
        var submitted = await Jobs.SubmitAsync(new JobSubmission([segment.ToString()], "r", null, null), None);
        var jobId = submitted.Value!.Job.Id;
        await SettleAsync();
        var attachment = (await Runs.AttachAsync(jobId))!;
        var limits = new EvaluationLimits(1_000_000, TimeSpan.FromDays(30));
        var results = new PartitionResult[PartitionCount];
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            await Replicas.Partitions[partition].CatchUpAsync(attachment.Epoch, None);
            var request = new EvaluateRequest(jobId, attachment.Epoch, attachment.NowMs, attachment.Request!);
            using var evaluation = new PartitionEvaluation(partition, request, Replicas.Partitions[partition].FindPin(jobId)!, limits, _plans, _pool, Files);
            results[partition] = await evaluation.Completion;
        }

        return (attachment, results, jobId);
    }

    public async Task PublishAsync((RunAttachment Attachment, PartitionResult[] Results, Guid JobId) job)
    {
        var result = RunTotals.Sum(job.Attachment.Request!, job.Results, 0, job.Attachment.NowMs, job.Attachment.NowMs + 1);
        Assert.True(await Runs.PublishAsync(job.JobId, job.Attachment.Run, result));
        await SettleAsync();
    }

    /// <summary>Cancels whatever is unfinished, as a user does who lost patience.</summary>
    public async Task CancelAllAsync()
    {
        foreach (var job in Pump.State.Jobs.Jobs.Values.Where(static job => !job.IsFinal).ToList())
        {
            await Jobs.DeleteAsync(job.Id, Guid.NewGuid());
            if (await Runs.AttachAsync(job.Id) is { Status: SegmentJobStatus.Cancelling } attachment) await Runs.StoppedAsync(job.Id, attachment.Run);
        }

        await SettleAsync();
    }

    /// <summary>Lets nothing happen for so long that upkeep does all it can.</summary>
    public async Task StayQuietAsync()
    {
        Clock.Advance(QuietTime);
        for (var round = 0; round < 6 && Pump.Failure is null; round++)
        {
            Upkeep.Tick();
            await Upkeep.Running;
            await AnswerCheckpointsAsync();
            Clock.Advance(TimeSpan.FromSeconds(20)); // longer than it waits before it looks again
        }
    }

    /// <summary>Waits until the sandbox has nothing more to decide by itself.</summary>
    public Task SettleAsync() => Pump.RunAsync(static (_, _) => Decision<bool>.Answered(true));

    /// <summary>Returns everything that replicas know at the end of the log, as text.</summary>
    public async Task<string> DescribeAsync((PartitionReplica[] Partitions, IdentityShardReplica Shard) replicas)
    {
        var state = Pump.State;
        var policy = MergePolicyCatalog.SnapshotOf(state.MergePolicies.All.Single());
        var text = new StringBuilder();
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            var replica = replicas.Partitions[partition];
            await replica.CatchUpAsync(state.Epoch, None);
            foreach (var (segmentId, membership) in replica.Memberships.Segments.OrderBy(static segment => segment.Key))
            {
                text.AppendLine(null, $"{partition} {segmentId} {membership.QualifiedAtMs} {membership.Absorbed} {membership.Deleted}")
                    .AppendJoin(',', membership.Realized.ToNumbers()).AppendLine()
                    .AppendJoin(',', membership.Exited.OrderBy(static exited => exited.Key)).AppendLine();
            }
        }

        UInt128[] keys = [.. Enumerable.Range(0, 40).Select(static number => Profiles.Records.IdentityKey.Of("crmid", $"c{number}").Value)];
        var clusters = (await replicas.Shard.FindAsync(IdentityKeys.Of(keys), state.Epoch, None)).Clusters.ToArray();
        foreach (var (key, cluster) in keys.Zip(clusters).Where(static found => found.Second.Number >= 0))
        {
            var profile = await replicas.Partitions[cluster.Partition].ReadWholeProfilesAsync([new LocatedIdentity(key, cluster.Number)], policy, state.Epoch, None);
            text.AppendLine(Encoding.UTF8.GetString(profile.Lookups[0]!.Value!.Json.Span));
        }

        return text.AppendJoin(',', clusters).ToString();
    }

    private async Task AnswerCheckpointsAsync()
    {
        for (; _asked < _peers.Checkpoints.Count; _asked++)
        {
            foreach (var partition in Replicas.Partitions) await TryAsync(() => partition.SaveCheckpointAsync(_peers.Checkpoints[_asked], None));
            await TryAsync(() => Replicas.Shard.SaveCheckpointAsync(_peers.Checkpoints[_asked], None));
        }

        // What a replica cannot do is its own matter: nobody waits for it.
        static async Task TryAsync(Func<Task> save)
        {
            try
            {
                await save();
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
            }
        }
    }

    private Task CommitAsync(BatchItem item) => Pump.RunAsync((_, _) => Decision<bool>.Append(true, item));

    private async Task<(long SizeBytes, ReadOnlyMemory<byte> Content)> ReadClusterAsync(ClusterRef cluster, long epoch)
    {
        var replica = Replicas.Partitions[cluster.Partition];
        var sizes = await replica.GetSizesAsync([cluster.Number], Pump.State.Epoch, None);
        return (sizes[0], (await replica.ReadClustersAsync([cluster.Number], Pump.State.Epoch, None))[0].Bytes);
    }
}
