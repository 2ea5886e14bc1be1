using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Tests.Identities;

/// <summary>All identity shards of a sandbox in one process, as the silo has them: they share one log reader.</summary>
internal sealed class ShardedIdentities
{
    private readonly SandboxLogReader _log;
    private readonly EvaluationPool _pool;
    private readonly int _checkpointEpochs;
    private readonly IdentityShardReplica[] _replicas;

    public ShardedIdentities(Guid sandboxId, MemoryStorage storage, EvaluationPool pool, int shardCount, int checkpointEpochs = int.MaxValue)
    {
        _log = new SandboxLogReader(sandboxId, storage, pool, new EntryCache(64 << 20));
        _pool = pool;
        _checkpointEpochs = checkpointEpochs;
        _replicas = new IdentityShardReplica[shardCount];
        for (var shard = 0; shard < shardCount; shard++) Lose(shard);
    }

    /// <summary>Gets which shards were asked since the start, in order.</summary>
    public List<int> Asked { get; } = [];

    /// <summary>Ends a shard; the next question starts it anew.</summary>
    public void Lose(int shard) =>
        _replicas[shard] = new IdentityShardReplica(shard, _log, _pool, NullLogger.Instance, new CheckpointPolicy(maxEpochs: _checkpointEpochs));

    public async Task<ClusterId[]> FindAsync(IReadOnlyList<UInt128> keys, long epoch)
    {
        var sharded = ShardedKeys.Split(keys, _replicas.Length);
        return sharded.Join(await sharded.AskAsync(shard => new Shard(this, shard), epoch, CancellationToken.None));
    }

    private sealed class Shard(ShardedIdentities shards, int shard) : IIdentityShardGrain
    {
        public Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken)
        {
            foreach (var key in keys.Keys) Assert.Equal(shard, IdentityIndex.ShardOf(key, shards._replicas.Length));
            lock (shards.Asked) shards.Asked.Add(shard);
            return shards._replicas[shard].FindAsync(keys, epoch, cancellationToken);
        }

        public Task CheckpointAsync(long epoch) => throw new NotSupportedException();
    }
}
