using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Identity;

/// <summary>The identities of a batch by the shard that keeps them: worked out once, however many shards apply the batch. Immutable and thread-safe.</summary>
public sealed class IdentitiesByShard
{
    private readonly int[] _identities; // places in the payload's table, one shard after the other, ascending within a shard
    private readonly int[] _records; // of each of them
    private readonly int[] _firsts;

    private IdentitiesByShard(int[] identities, int[] records, int[] firsts)
    {
        _identities = identities;
        _records = records;
        _firsts = firsts;
    }

    /// <summary>Gets how many shards there are.</summary>
    public int ShardCount => _firsts.Length - 1;

    /// <summary>Gets the size in memory, in bytes.</summary>
    public long SizeBytes => 4L * (_identities.Length + _records.Length + _firsts.Length);

    /// <summary>Sorts the identities of a batch by shard.</summary>
    /// <param name="payload">The batch.</param>
    /// <param name="shardCount">How many shards there are; at least 1.</param>
    public static IdentitiesByShard Of(BatchPayload payload, int shardCount)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shardCount);
        var table = payload.Identities;
        var records = payload.Records;
        var shards = new ushort[table.Length];
        var firsts = new int[shardCount + 1];
        for (var identity = 0; identity < table.Length; identity++)
        {
            var shard = IdentityIndex.ShardOf(table[identity].Key.Value, shardCount);
            shards[identity] = (ushort)shard;
            firsts[shard + 1]++;
        }

        for (var shard = 0; shard < shardCount; shard++) firsts[shard + 1] += firsts[shard];
        var next = firsts[..^1];
        var sortedIdentities = new int[table.Length];
        var sortedRecords = new int[table.Length];
        for (var record = 0; record < payload.RecordCount; record++)
        {
            for (var identity = records[record].FirstIdentity; identity < records[record + 1].FirstIdentity; identity++)
            {
                var place = next[shards[identity]]++;
                (sortedIdentities[place], sortedRecords[place]) = (identity, record);
            }
        }

        return new IdentitiesByShard(sortedIdentities, sortedRecords, firsts);
    }

    /// <summary>Returns how many identities of the batch a shard keeps, repeated ones counted.</summary>
    public int CountOf(int shard) => _firsts[shard + 1] - _firsts[shard];

    internal ReadOnlySpan<int> IdentitiesOf(int shard) => _identities.AsSpan(_firsts[shard].._firsts[shard + 1]);

    internal ReadOnlySpan<int> RecordsOf(int shard) => _records.AsSpan(_firsts[shard].._firsts[shard + 1]);
}
