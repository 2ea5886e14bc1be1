using System.Buffers.Binary;
using System.IO.Hashing;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Identity;

/// <summary>Which cluster each identity belongs to: the state of one shard of the identity index, about 27 bytes per identity.</summary>
/// <remarks>
/// A cluster that was joined into another is forwarded, so that applying a move costs nothing per identity; forwards are folded in when
/// there are many, and in <see cref="Encode"/>. Equal histories give equal bytes. Not thread-safe.
/// </remarks>
public sealed class IdentityIndex
{
    private const uint Magic = 0x4449_534F; // "OSID"
    private const int Version = 1;
    private const int HeaderSizeBytes = 32;
    private const int ChecksumStart = 16;
    private const int EntrySizeBytes = 22;
    // Folding walks the whole table, so forwards may be as many as cost little beside it.
    private const int MinForwardsToFold = 65_536;
    private const int IdentitiesPerForward = 16;

    /// <summary>The most shards there can be.</summary>
    public const int MaxShardCount = 256;

    private readonly IdentitySegment[] _segments = new IdentitySegment[256];
    private readonly Dictionary<ClusterId, ClusterId> _forwards = [];

    /// <summary>Creates an empty shard.</summary>
    /// <param name="shard">Which shard, from 0.</param>
    /// <param name="shardCount">How many shards there are.</param>
    public IdentityIndex(int shard = 0, int shardCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shardCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardCount, MaxShardCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)shardCount, nameof(shard));
        Shard = shard;
        ShardCount = shardCount;
        for (var i = 0; i < _segments.Length; i++) _segments[i] = new IdentitySegment();
    }

    /// <summary>Gets which shard this is.</summary>
    public int Shard { get; }

    /// <summary>Gets how many shards there are.</summary>
    public int ShardCount { get; }

    /// <summary>Gets how many identities the shard knows.</summary>
    public long Count => _segments.Sum(static segment => (long)segment.Count);

    /// <summary>Gets the size of the tables in memory.</summary>
    public long SizeBytes => _segments.Sum(static segment => segment.SizeBytes);

    /// <summary>Returns which shard knows a key.</summary>
    public static int ShardOf(UInt128 key, int shardCount) => (int)((ulong)key % (ulong)shardCount);

    /// <summary>Finds the cluster of an identity; <see cref="ClusterId.None"/> when it was never seen.</summary>
    public ClusterId Find(UInt128 key)
    {
        var cluster = SegmentOf(key).Find(key);
        return _forwards.Count == 0 ? cluster : Current(cluster);
    }

    /// <summary>Applies a committed batch: its moves, then the identities of its records that are this shard's.</summary>
    public void Apply(BatchPayload payload, BatchRoute route) => Apply(payload, route, IdentitiesByShard.Of(payload, ShardCount));

    /// <summary>Applies a committed batch whose identities are already sorted by shard.</summary>
    /// <param name="payload">The batch.</param>
    /// <param name="route">Where its records go.</param>
    /// <param name="identities">Its identities by shard.</param>
    /// <exception cref="ArgumentException">They are sorted for another number of shards.</exception>
    public void Apply(BatchPayload payload, BatchRoute route, IdentitiesByShard identities)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(identities);
        if (identities.ShardCount != ShardCount) throw new ArgumentException($"The identities are sorted for {identities.ShardCount} shards, there are {ShardCount}.", nameof(identities));
        foreach (var move in route.Moves) _forwards.TryAdd(move.Loser, move.Winner);
        if (_forwards.Count > Math.Max(MinForwardsToFold, Count / IdentitiesPerForward)) FoldForwards();

        var table = payload.Identities;
        var records = identities.RecordsOf(Shard);
        var own = identities.IdentitiesOf(Shard);
        for (var i = 0; i < own.Length; i++)
        {
            var key = table[own[i]].Key.Value;
            SegmentOf(key).Set(key, route.GetCluster(records[i]));
        }
    }

    /// <summary>Applies a page of a removal: identities that nothing names any more go, those split off point to their new clusters.</summary>
    public void Apply(RemovalPlan removal)
    {
        ArgumentNullException.ThrowIfNull(removal);
        foreach (var change in removal.Clusters.SelectMany(static cluster => cluster.Changes))
        {
            if (ShardOf(change.Key, ShardCount) != Shard) continue;
            if (change.IsGone) SegmentOf(change.Key).Remove(change.Key);
            else SegmentOf(change.Key).Set(change.Key, new ClusterId(removal.Partition, change.Number));
        }
    }

    /// <summary>Returns the state as one block of bytes.</summary>
    public byte[] Encode()
    {
        FoldForwards();
        var count = Count;
        var block = new byte[checked(HeaderSizeBytes + count * EntrySizeBytes)];
        var position = HeaderSizeBytes;
        foreach (var segment in _segments)
        {
            segment.ForEach((key, cluster) =>
            {
                BinaryPrimitives.WriteUInt128BigEndian(block.AsSpan(position), key);
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(position + 16), (ushort)cluster.Partition);
                BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(position + 18), cluster.Number);
                position += EntrySizeBytes;
            });
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(16), Shard);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(20), ShardCount);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(24), count);
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(8), XxHash3.HashToUInt64(block.AsSpan(ChecksumStart)));
        return block;
    }

    /// <summary>Reads a state written by <see cref="Encode"/>.</summary>
    /// <exception cref="InvalidDataException">The block is damaged or of another version; the message says which.</exception>
    public static IdentityIndex Decode(ReadOnlySpan<byte> block)
    {
        if (block.Length < HeaderSizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic) throw new InvalidDataException("This is not an identity index.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        if (version != Version) throw new InvalidDataException($"Identity index version {version} is not known; version {Version} is.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) != XxHash3.HashToUInt64(block[ChecksumStart..])) throw new InvalidDataException("The checksum of the identity index does not match its bytes.");
        var count = BinaryPrimitives.ReadInt64LittleEndian(block[24..]);
        if (HeaderSizeBytes + count * EntrySizeBytes != block.Length) throw new InvalidDataException($"{count} identities need {HeaderSizeBytes + count * EntrySizeBytes} bytes, not {block.Length}.");

        var index = new IdentityIndex(BinaryPrimitives.ReadInt32LittleEndian(block[16..]), BinaryPrimitives.ReadInt32LittleEndian(block[20..]));
        var entries = block[HeaderSizeBytes..];
        var counts = new int[index._segments.Length];
        for (var rest = entries; !rest.IsEmpty; rest = rest[EntrySizeBytes..]) counts[rest[0]]++;
        for (var i = 0; i < counts.Length; i++) index._segments[i].Reserve(counts[i]);
        for (var rest = entries; !rest.IsEmpty; rest = rest[EntrySizeBytes..])
        {
            var key = BinaryPrimitives.ReadUInt128BigEndian(rest);
            index.SegmentOf(key).Set(key, new ClusterId(BinaryPrimitives.ReadUInt16LittleEndian(rest[16..]), BinaryPrimitives.ReadInt32LittleEndian(rest[18..])));
        }

        return index;
    }

    private IdentitySegment SegmentOf(UInt128 key) => _segments[(int)(key >> 120)];

    private ClusterId Current(ClusterId cluster)
    {
        while (_forwards.TryGetValue(cluster, out var next)) cluster = next;
        return cluster;
    }

    private void FoldForwards()
    {
        if (_forwards.Count == 0) return;
        foreach (var segment in _segments) segment.Repoint(Current);
        _forwards.Clear();
    }
}
