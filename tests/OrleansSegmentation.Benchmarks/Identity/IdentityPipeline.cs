using System.Runtime.InteropServices;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Benchmarks.Identity;

/// <summary>What ingestion does to identities, without grains and storage: shards are asked, records get their clusters, shards apply the batch.</summary>
/// <param name="partitionCount">Partitions of profiles.</param>
/// <param name="shardCount">Shards of the identity index; each works on a thread of its own.</param>
internal sealed class IdentityPipeline(int partitionCount, int shardCount)
{
    private const int RecordBytes = 64; // about what a record adds to its cluster, so that the larger one goes on
    private const int IdentityBytes = 32;

    private readonly IdentityIndex[] _shards = [.. Enumerable.Range(0, shardCount).Select(shard => new IdentityIndex(shard, shardCount))];
    private readonly ParallelOptions _oneThreadPerShard = new() { MaxDegreeOfParallelism = shardCount };
    private readonly List<long> _sizes = []; // of each cluster, in bytes
    private int[] _nextNumbers = new int[partitionCount];

    /// <summary>Gets how many clusters were joined into others.</summary>
    public long Moves { get; private set; }

    /// <summary>Gets how many clusters there are now.</summary>
    public long Clusters => _nextNumbers.Sum(static number => (long)number) - Moves;

    /// <summary>Gets how many identities the shards know.</summary>
    public long Identities => _shards.Sum(static shard => shard.Count);

    /// <summary>Gets the size of the index in memory.</summary>
    public long IndexBytes => _shards.Sum(static shard => shard.SizeBytes);

    /// <summary>Gets one more than the greatest value of <see cref="IndexOf"/>.</summary>
    public int MaxClusterCount => _nextNumbers.Max() * partitionCount;

    /// <summary>Numbers clusters from 0 over all partitions.</summary>
    public int IndexOf(ClusterId cluster) => cluster.Number * partitionCount + cluster.Partition;

    /// <summary>Finds the cluster of an identity.</summary>
    public ClusterId Find(UInt128 key) => _shards[IdentityIndex.ShardOf(key, shardCount)].Find(key);

    /// <summary>Gives every record of a batch its cluster.</summary>
    public BatchRoute Resolve(BatchPayload payload)
    {
        var identities = payload.GetAllKeys();
        var keys = MemoryMarshal.Cast<IdentityKey, UInt128>(identities.AsSpan()).ToArray();
        var sharded = ShardedKeys.Split(keys, shardCount);
        var answers = new IdentityClusters[shardCount];
        Parallel.For(0, shardCount, _oneThreadPerShard, shard => answers[shard] = sharded.QuestionTo(shard) is { } question
            ? IdentityShardReplica.Find(_shards[shard], question)
            : new IdentityClusters(default));
        var resolution = ClusterResolver.Begin(payload, sharded.Join(answers));
        var route = resolution.Complete(resolution.ClustersNeedingSizes.ToDictionary(static cluster => cluster, cluster => _sizes[IndexOf(cluster)]), _nextNumbers);
        Note(payload, route);
        return route;
    }

    /// <summary>Applies a batch to all shards.</summary>
    public void Apply(BatchPayload payload, BatchRoute route)
    {
        var identities = IdentitiesByShard.Of(payload, shardCount);
        Parallel.For(0, shardCount, _oneThreadPerShard, shard => _shards[shard].Apply(payload, route, identities));
    }

    private void Note(BatchPayload payload, BatchRoute route)
    {
        _nextNumbers = [.. route.NextNumbers];
        CollectionsMarshal.SetCount(_sizes, Math.Max(_sizes.Count, MaxClusterCount));
        foreach (var move in route.Moves) _sizes[IndexOf(move.Winner)] += _sizes[IndexOf(move.Loser)];
        for (var record = 0; record < route.RecordCount; record++)
            _sizes[IndexOf(route.GetCluster(record))] += RecordBytes + payload.GetKeyCount(record) * IdentityBytes;
        Moves += route.Moves.Count;
    }
}
