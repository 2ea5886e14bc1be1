using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Runs;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Grains.Tests.Replication;

namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>A log and the partitions that replay it, without grains.</summary>
internal sealed class ReplicatedSandbox : IDisposable
{
    private static readonly Guid Id = new(1, 2, 3, new byte[8]);
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 2 }));
    private readonly JobPlanCache _plans;

    private readonly long _checkpointEpochs;
    private readonly long _checkpointBytes;

    /// <param name="partitionCount">How many partitions.</param>
    /// <param name="checkpointBytes">After how much content of its own a partition writes a checkpoint.</param>
    /// <param name="checkpointEpochs">After how many entries of its own a partition writes a checkpoint.</param>
    public ReplicatedSandbox(int partitionCount, long checkpointEpochs = 4_096, long checkpointBytes = 64L << 20)
    {
        _checkpointBytes = checkpointBytes;
        _checkpointEpochs = checkpointEpochs;
        PartitionCount = partitionCount;
        _plans = new JobPlanCache(_pool);
        Writer = new LogWriter(Storage, Id, partitionCount) { ReadCluster = ReadClusterAsync };
        Replicas = CreateReplicas();
    }

    public static MergePolicySnapshot Newest { get; } = new(new Guid(9, 0, 0, new byte[8]), 1, "pdg", "timestampOrdered", []);

    public Guid SandboxId => Id;

    public EvaluationPool Pool => _pool;

    public int PartitionCount { get; }

    public MemoryStorage Storage { get; } = new();

    public MemoryFiles Files => Storage.Files(Id);

    public MemoryLog Log => Storage.Log(Id);

    public LogWriter Writer { get; }

    public IReadOnlyList<PartitionReplica> Replicas { get; private set; }

    public static JobRequestSegment Segment(int number, string expression, MergePolicySnapshot? policy = null) =>
        new(new Guid(number, 0, 0, new byte[8]), (policy ?? Newest).Id, "pql/text", expression);

    public void Dispose() => _pool.Dispose();

    /// <summary>Forgets everything that is not in the store.</summary>
    public async Task RestartAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.Checkpoint;
            replica.Dispose();
        }

        Replicas = CreateReplicas();
    }

    public PartitionReplica[] CreateReplicas()
    {
        var log = new SandboxLogReader(Id, Storage, _pool, new EntryCache(64 << 20));
        return [.. Enumerable.Range(0, PartitionCount).Select(partition => new PartitionReplica(partition, log, _pool, NullLogger.Instance, new CheckpointPolicy(_checkpointBytes, _checkpointEpochs)))];
    }

    public async Task<EvaluateRequest> StartAsync(JobRequest request, params LogItem[] before)
    {
        var jobId = Guid.NewGuid();
        var start = new StartItem(jobId, request.Policies, [.. request.Segments.Select(static segment => segment.SegmentId)]);
        var epoch = await Writer.AppendAsync([.. before, start]);
        return new EvaluateRequest(jobId, epoch, LogWriter.TimeOf(epoch), request);
    }

    public async Task<PartitionResult[]> EvaluateAsync(EvaluateRequest request, IReadOnlyList<PartitionReplica>? replicas = null)
    {
        var limits = new EvaluationLimits(100_000_000, TimeSpan.FromDays(30));
        return await Task.WhenAll((replicas ?? Replicas).Select(async (replica, partition) =>
        {
            await replica.CatchUpAsync(request.Epoch, None);
            var pin = replica.FindPin(request.JobId) ?? throw new InvalidOperationException("The job does not run.");
            using var evaluation = new PartitionEvaluation(partition, request, pin, limits, _plans, _pool, Files);
            return await evaluation.Completion;
        }));
    }

    public async Task<RunResult> PublishAsync(EvaluateRequest request, PartitionResult[] results, params LogItem[] before)
    {
        var total = RunTotals.Sum(request.Request, results, 0, 1, 2);
        await Writer.AppendAsync([.. before, new PublishItem(request.JobId, 1, request.Epoch, [.. total.Segments.Select(static segment => segment.SegmentId)], total)]);
        return total;
    }

    /// <summary>Returns the members of a segment at the end of the log.</summary>
    public async Task<HashSet<ClusterRef>> ReadMembersAsync(Guid segmentId, IReadOnlyList<PartitionReplica>? replicas = null)
    {
        var members = new HashSet<ClusterRef>();
        replicas ??= Replicas;
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            await replicas[partition].CatchUpAsync(Writer.Epoch, None);
            if (!replicas[partition].Memberships.Segments.TryGetValue(segmentId, out var membership)) continue;
            members.UnionWith(membership.Realized.ToNumbers().Select(number => new ClusterRef(partition, number)));
        }

        return members;
    }

    /// <summary>Returns everything about memberships at the end of the log, as text.</summary>
    public async Task<string> DescribeAsync(IReadOnlyList<PartitionReplica> replicas)
    {
        var lines = new List<string>();
        for (var partition = 0; partition < PartitionCount; partition++)
        {
            await replicas[partition].CatchUpAsync(Writer.Epoch, None);
            lines.AddRange(replicas[partition].Memberships.Segments.OrderBy(static segment => segment.Key).Select(segment =>
                $"{partition} {segment.Key} {segment.Value.IdentityGraph} {segment.Value.QualifiedAtMs} {segment.Value.Absorbed} {segment.Value.Deleted}"
                + $" [{string.Join(',', segment.Value.Realized.ToNumbers())}]"
                + $" [{string.Join(',', segment.Value.Exited.OrderBy(static record => record.Key))}]"));
        }

        return string.Join('\n', lines);
    }

    public PartitionOutcome ReadOutcome(Guid jobId, int partition)
    {
        var name = PartitionOutcome.FileNameOf(jobId, partition);
        return PartitionOutcomeFile.Decode(name, Files.Read(name).Span);
    }

    /// <summary>Returns the item of the next page of a removal, planned by the partitions; it must be appended next.</summary>
    public Task<RemoveItem> ComposeRemovalAsync(RemovalSource source, int[] cursors, int maxClusters, bool staged) => Writer.ComposeRemovalAsync(
        source, cursors, (partition, cursor, nextNumber) => Replicas[partition].PlanRemovalAsync(source, cursor, maxClusters, nextNumber, Writer.Epoch, None), staged);

    private async Task<(long SizeBytes, ReadOnlyMemory<byte> Content)> ReadClusterAsync(ClusterRef cluster, long epoch)
    {
        var replica = Replicas[cluster.Partition];
        var sizes = await replica.GetSizesAsync([cluster.Number], epoch, None);
        var contents = await replica.ReadClustersAsync([cluster.Number], epoch, None);
        return (sizes[0], contents[0].Bytes);
    }
}
