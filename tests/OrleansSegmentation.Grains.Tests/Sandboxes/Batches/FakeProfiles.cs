using System.Runtime.InteropServices;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Tests.Sandboxes.Batches;

/// <summary>An identity index and partitions that replay the log to exactly the epoch asked for. A cluster's content is its identity keys.</summary>
internal sealed class FakeProfiles(InMemoryStorage storage, Guid sandboxId) : ISandboxPeers, IIdentityShardGrain
{
    private readonly Dictionary<Guid, BatchSubmission> _submitted = [];

    /// <summary>Called before each answer of the index; may append, throw, or never complete.</summary>
    public Func<long, Task> BeforeFind { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called when a partition is asked to apply up to an epoch; may never complete.</summary>
    public Func<long, Task> Reach { get; set; } = _ => Task.CompletedTask;

    public List<long> FindEpochs { get; } = [];

    public List<long> Hints { get; } = [];

    public void Know(BatchSubmission batch) => _submitted[batch.Receipt.BatchId] = batch;

    public Task<IReadOnlyList<ExpressionCheck>> CheckAsync(IReadOnlyList<ExpressionDocument> expressions) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> CheckSchemaAsync(
        ExpressionDocument expression, int partitionCount, long dataEpoch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Poke(Guid jobId)
    {
    }

    public void Cancel(Guid jobId)
    {
    }

    public void Hint(int partitionCount, long epoch) => Hints.Add(epoch);

    public void Checkpoint(int partitionCount, int shardCount, long epoch)
    {
    }

    public IIdentityShardGrain Shard(int shard) => this;

    public IProfilePartitionGrain Partition(int partition) => new FakePartition(this, partition);

    public async Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken)
    {
        FindEpochs.Add(epoch);
        await BeforeFind(epoch);
        var index = Replay(epoch);
        ClusterRef[] found = [.. keys.Keys.ToArray().Select(key => index.TryGetValue(key, out var cluster) ? cluster : new ClusterRef(0, -1))];
        return new IdentityClusters(MemoryMarshal.AsBytes(found.AsSpan()).ToArray());
    }

    public Task CheckpointAsync(long epoch) => Task.CompletedTask;

    /// <summary>Returns the cluster of every identity at an epoch.</summary>
    public Dictionary<UInt128, ClusterRef> Replay(long epoch)
    {
        var index = new Dictionary<UInt128, ClusterRef>();
        foreach (var entry in storage.Log(sandboxId).Entries.Where(entry => entry.Epoch <= epoch))
        {
            foreach (var batch in LogEntryJson.Decode(entry).Items.OfType<BatchItem>()) Apply(index, batch);
        }

        return index;
    }

    public byte[] BytesOf(Attachment attachment) =>
        attachment.Inline ?? storage.GetFiles(sandboxId).ReadAsync(attachment.Name!, CancellationToken.None).Result!.Value.ToArray();

    private void Apply(Dictionary<UInt128, ClusterRef> index, BatchItem item)
    {
        foreach (var move in item.Moves)
        {
            // What moves must be all that the loser holds at that moment.
            var held = index.Where(pair => pair.Value == move.Loser).Select(pair => pair.Key).Order().ToList();
            Assert.Equal(Encode(held), BytesOf(move.Content));
            foreach (var key in held) index[key] = move.Winner;
        }

        var submission = _submitted[item.Receipt.BatchId];
        var route = BatchRoute.Decode(BytesOf(item.Route));
        var next = 0;
        for (var record = 0; record < submission.RecordKeyCounts.Count; record++)
        {
            var cluster = route.GetCluster(record);
            for (var i = 0; i < submission.RecordKeyCounts[record]; i++) index[submission.Keys[next++]] = new ClusterRef(cluster.Partition, cluster.Number);
        }
    }

    private static byte[] Encode(IEnumerable<UInt128> keys) => [.. keys.SelectMany(key => BitConverter.GetBytes((ulong)key))];

    private sealed class FakePartition(FakeProfiles profiles, int partition) : IProfilePartitionGrain
    {
        public IAsyncEnumerable<PartitionProgress> EvaluateAsync(EvaluateRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<long>> GetSizesAsync(IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<long>>([.. numbers.Select(number => (long)Content(number, epoch).Bytes.Length)]);

        public Task<IReadOnlyList<ClusterContent>> ReadClustersAsync(
            IReadOnlyList<int> numbers, long epoch, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<ClusterContent>>([.. numbers.Select(number => Content(number, epoch)).Reverse()]); // in any order

        public Task<IReadOnlyList<AttributeShape>> GetSchemaAsync(long epoch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task ReachAsync(long epoch, CancellationToken cancellationToken) => profiles.Reach(epoch);

        public Task HintAsync(long epoch) => Task.CompletedTask;

        public Task CheckpointAsync(long epoch) => Task.CompletedTask;

        private ClusterContent Content(int number, long epoch)
        {
            var cluster = new ClusterRef(partition, number);
            return new ClusterContent(cluster, Encode(profiles.Replay(epoch).Where(pair => pair.Value == cluster).Select(pair => pair.Key).Order()));
        }
    }
}
