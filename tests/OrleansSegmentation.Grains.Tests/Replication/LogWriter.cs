using System.Text;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Replication;

/// <summary>Writes the log of one sandbox the way its pump does: records are resolved into clusters, joins carry their content.</summary>
/// <param name="storage">Where the log and the staged files go.</param>
/// <param name="sandboxId">The sandbox.</param>
/// <param name="partitionCount">How many partitions it has.</param>
/// <param name="shardCount">How many identity shards it has.</param>
internal sealed class LogWriter(ISegmentationStorage storage, Guid sandboxId, int partitionCount, int shardCount = 1)
{
    public const long StartMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    private readonly IdentityIndex _index = new();
    private int[] _nextNumbers = new int[partitionCount];
    private SandboxLogHead? _head;

    /// <summary>Gets or sets how big clusters are and what they contain; asked with the epoch before the batch.</summary>
    public Func<ClusterRef, long, Task<(long SizeBytes, ReadOnlyMemory<byte> Content)>> ReadCluster { get; set; } =
        static (cluster, _) => Task.FromResult<(long, ReadOnlyMemory<byte>)>((cluster.Number, default));

    /// <summary>Gets the identity index after the last batch: what a shard must agree with.</summary>
    public IdentityIndex Index => _index;

    /// <summary>Gets the last epoch.</summary>
    public long Epoch => _head?.Epoch ?? 0;

    /// <summary>Gets the log time of an epoch: one second each.</summary>
    public static long TimeOf(long epoch) => StartMs + epoch * 1000;

    /// <summary>Appends one entry.</summary>
    public async Task<long> AppendAsync(params LogItem[] items)
    {
        if (_head is null)
        {
            _head = await storage.GetLog(sandboxId).OpenAsync("test", CancellationToken.None);
            var sandbox = new SandboxDescriptor(sandboxId, "org", "prod", "production", true, "Prod");
            await AppendAsync(new DescribeItem(sandbox, partitionCount, shardCount));
        }

        var epoch = _head.Epoch + 1;
        var entry = new SandboxLogEntry(epoch, _head.Term, TimeOf(epoch), LogEntryJson.Encode(items));
        await storage.GetLog(sandboxId).AppendAsync(entry, CancellationToken.None);
        _head = _head with { Epoch = epoch };
        return epoch;
    }

    /// <summary>Appends a batch of records, one JSON object per line.</summary>
    public async Task<long> IngestAsync(string ndjson, string dataset = "crm", bool staged = false) =>
        await AppendAsync(await ComposeAsync(ndjson, dataset, staged));

    /// <summary>Returns the item of a batch; it must be appended next.</summary>
    public async Task<BatchItem> ComposeAsync(string ndjson, string dataset = "crm", bool staged = false)
    {
        var batch = RecordReader.ReadNdjson(
            Encoding.UTF8.GetBytes(ndjson), new RecordReadOptions { DefaultDatasetId = dataset, ReceivedTimeMs = TimeOf(Epoch + 1) });
        Assert.Empty(batch.Rejections);
        var keys = new List<ClusterId>();
        for (var record = 0; record < batch.Payload.RecordCount; record++)
        {
            for (var key = 0; key < batch.Payload.GetKeyCount(record); key++) keys.Add(_index.Find(batch.Payload.GetKey(record, key).Value));
        }

        var resolution = ClusterResolver.Begin(batch.Payload, keys.ToArray());
        var contents = new Dictionary<ClusterId, (long SizeBytes, ReadOnlyMemory<byte> Content)>();
        foreach (var cluster in resolution.ClustersNeedingSizes)
            contents[cluster] = await ReadCluster(new ClusterRef(cluster.Partition, cluster.Number), Epoch);
        var route = resolution.Complete(contents.ToDictionary(static cluster => cluster.Key, static cluster => cluster.Value.SizeBytes), _nextNumbers);
        _nextNumbers = [.. route.NextNumbers];
        _index.Apply(batch.Payload, route);

        var moves = new List<MoveItem>();
        foreach (var move in route.Moves)
            moves.Add(new MoveItem(ToRef(move.Loser), ToRef(move.Winner), await AttachAsync(contents[move.Loser].Content, staged)));
        var receipt = new IngestReceipt(Guid.NewGuid(), batch.Received, batch.Accepted, batch.Rejected, []);
        return new BatchItem(
            receipt, await AttachAsync(batch.Payload.Encode(), staged), await AttachAsync(route.Encode(), staged), moves, _nextNumbers);
    }

    /// <summary>Returns the item of the next page of a removal; it must be appended next. Cursors are moved on.</summary>
    /// <param name="source">Whose records go.</param>
    /// <param name="cursors">Where each partition's page starts; −1 in those without one.</param>
    /// <param name="planAsync">Asks a partition, with its cursor and next number.</param>
    /// <param name="staged">Whether the plans go to files.</param>
    public async Task<RemoveItem> ComposeRemovalAsync(
        RemovalSource source, int[] cursors, Func<int, int, int, Task<PlannedPage>> planAsync, bool staged = false)
    {
        var pages = new List<RemovalPage>();
        for (var partition = 0; partition < cursors.Length; partition++)
        {
            if (cursors[partition] < 0) continue;
            var planned = await planAsync(partition, cursors[partition], _nextNumbers[partition]);
            var plan = planned.Plan.IsEmpty ? null : await AttachAsync(planned.Plan, staged);
            pages.Add(new RemovalPage(partition, plan, planned.NextCursor, planned.RecordCount));
            if (plan is not null) _index.Apply(RemovalPlan.Decode(planned.Plan.Span));
            _nextNumbers[partition] = planned.NextNumber;
            cursors[partition] = planned.NextCursor;
        }

        return new RemoveItem(Guid.NewGuid(), source, pages, [.. _nextNumbers]);
    }

    private static ClusterRef ToRef(ClusterId cluster) => new(cluster.Partition, cluster.Number);

    private async Task<Attachment> AttachAsync(ReadOnlyMemory<byte> content, bool staged)
    {
        if (!staged) return new Attachment(null, content.ToArray());
        var name = $"staged/1/{Guid.NewGuid():N}";
        await storage.GetFiles(sandboxId).CreateAsync(name, content, CancellationToken.None);
        return new Attachment(name, null);
    }
}
