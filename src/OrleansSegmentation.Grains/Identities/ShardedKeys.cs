using System.Runtime.InteropServices;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>Keys of identities, sorted by the shard that knows them: one question to each shard, and the answers put together again. Immutable.</summary>
internal sealed class ShardedKeys
{
    private readonly IReadOnlyList<UInt128> _keys;
    private readonly IdentityKeys?[] _questions; // null: nothing to ask the shard

    private ShardedKeys(IReadOnlyList<UInt128> keys, IdentityKeys?[] questions)
    {
        _keys = keys;
        _questions = questions;
    }

    /// <summary>Sorts keys by shard. Takes about a millisecond for 100,000.</summary>
    public static ShardedKeys Split(IReadOnlyList<UInt128> keys, int shardCount)
    {
        var counts = new int[shardCount];
        for (var i = 0; i < keys.Count; i++) counts[IdentityIndex.ShardOf(keys[i], shardCount)]++;
        var blocks = Array.ConvertAll(counts, static count => new byte[count * IdentityKeys.SizeBytes]);
        var next = new int[shardCount];
        for (var i = 0; i < keys.Count; i++)
        {
            var shard = IdentityIndex.ShardOf(keys[i], shardCount);
            MemoryMarshal.Cast<byte, UInt128>(blocks[shard].AsSpan())[next[shard]++] = keys[i];
        }

        return new ShardedKeys(keys, Array.ConvertAll(blocks, static block => block.Length == 0 ? null : new IdentityKeys(block)));
    }

    /// <summary>Returns the keys that a shard knows; null when there are none.</summary>
    public IdentityKeys? QuestionTo(int shard) => _questions[shard];

    /// <summary>Asks all shards at the same time, each once and for its own keys only.</summary>
    /// <param name="shardOf">The shards.</param>
    /// <param name="epoch">The data version, or a later epoch up to the next one.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public Task<IdentityClusters[]> AskAsync(Func<int, IIdentityShardGrain> shardOf, long epoch, CancellationToken cancellationToken) =>
        Task.WhenAll(_questions.Select((question, shard) => question is null
            ? Task.FromResult(new IdentityClusters(default))
            : shardOf(shard).FindAsync(question, epoch, cancellationToken))).WaitAsync(cancellationToken);

    /// <summary>Returns the cluster of every key, in the order of the keys.</summary>
    /// <param name="answers">What the shards answered.</param>
    /// <exception cref="InvalidOperationException">A shard answered something else than it was asked.</exception>
    public ClusterId[] Join(IdentityClusters[] answers)
    {
        var clusters = new ClusterId[_keys.Count];
        var next = new int[answers.Length];
        for (var i = 0; i < clusters.Length; i++)
        {
            var shard = IdentityIndex.ShardOf(_keys[i], answers.Length);
            var answer = answers[shard].Clusters;
            if (next[shard] >= answer.Length) throw new InvalidOperationException($"Identity shard {shard} answered {answer.Length} keys; it was asked for more.");
            var cluster = answer[next[shard]++];
            clusters[i] = new ClusterId(cluster.Partition, cluster.Number);
        }

        return clusters;
    }
}
