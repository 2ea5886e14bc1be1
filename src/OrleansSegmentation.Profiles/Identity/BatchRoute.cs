using System.Buffers.Binary;
using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Identity;

/// <summary>Where the records of one batch go, and which clusters are joined first. Immutable and thread-safe.</summary>
public sealed class BatchRoute
{
    private const uint Magic = 0x5452_534F; // "OSRT"
    private const int Version = 1;
    private const int HeaderSizeBytes = 32;
    private const int ChecksumStart = 16;
    private const int ClusterSizeBytes = 6;

    private readonly ushort[] _partitions;
    private readonly int[] _numbers;
    private readonly ClusterMove[] _moves;
    private readonly int[] _nextNumbers;
    private readonly int[] _recordsByPartition;
    private readonly int[] _firstOfPartition;

    internal BatchRoute(ushort[] partitions, int[] numbers, ClusterMove[] moves, int[] nextNumbers)
    {
        _partitions = partitions;
        _numbers = numbers;
        _moves = moves;
        _nextNumbers = nextNumbers;
        _firstOfPartition = new int[nextNumbers.Length + 1];
        foreach (var partition in partitions) _firstOfPartition[partition + 1]++;
        for (var i = 0; i < nextNumbers.Length; i++) _firstOfPartition[i + 1] += _firstOfPartition[i];

        var next = _firstOfPartition[..^1];
        _recordsByPartition = new int[partitions.Length];
        for (var record = 0; record < partitions.Length; record++) _recordsByPartition[next[partitions[record]]++] = record;
    }

    /// <summary>Gets how many records the batch has.</summary>
    public int RecordCount => _numbers.Length;

    /// <summary>Gets how many partitions there are.</summary>
    public int PartitionCount => _nextNumbers.Length;

    /// <summary>Gets the clusters that are joined into others before the records are applied, ordered by loser; no winner is a loser.</summary>
    public IReadOnlyList<ClusterMove> Moves => _moves;

    /// <summary>Gets the next free number of each partition after this batch.</summary>
    public IReadOnlyList<int> NextNumbers => _nextNumbers;

    /// <summary>Returns the cluster of a record.</summary>
    public ClusterId GetCluster(int record) => new(_partitions[record], _numbers[record]);

    /// <summary>Returns the records that go to a partition, ascending.</summary>
    public ReadOnlySpan<int> GetRecords(int partition) => _recordsByPartition.AsSpan(_firstOfPartition[partition].._firstOfPartition[partition + 1]);

    /// <summary>Returns whether a batch has anything for a partition.</summary>
    public bool Touches(int partition) =>
        _firstOfPartition[partition] < _firstOfPartition[partition + 1] || Array.Exists(_moves, move => move.Loser.Partition == partition || move.Winner.Partition == partition);

    /// <summary>Returns the route of some of the records, for batches that were resolved together.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="withMoves">Whether the clusters that are joined go with them: true for the part that is applied first, only.</param>
    public BatchRoute Slice(int first, int count, bool withMoves) =>
        new(_partitions[first..(first + count)], _numbers[first..(first + count)], withMoves ? _moves : [], _nextNumbers);

    /// <summary>Returns the route as one block of bytes.</summary>
    public byte[] Encode()
    {
        var block = new byte[HeaderSizeBytes + 4 * _nextNumbers.Length + 2 * ClusterSizeBytes * _moves.Length + ClusterSizeBytes * _numbers.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(block, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(16), _nextNumbers.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(20), _moves.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(24), _numbers.Length);
        var rest = block.AsSpan(HeaderSizeBytes);
        foreach (var number in _nextNumbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, number);
            rest = rest[4..];
        }

        foreach (var move in _moves)
        {
            Put(ref rest, move.Loser);
            Put(ref rest, move.Winner);
        }

        for (var record = 0; record < _numbers.Length; record++) Put(ref rest, GetCluster(record));
        BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(8), XxHash3.HashToUInt64(block.AsSpan(ChecksumStart)));
        return block;
    }

    /// <summary>Reads a route written by <see cref="Encode"/>.</summary>
    /// <exception cref="InvalidDataException">The block is damaged or of another version; the message says which.</exception>
    public static BatchRoute Decode(ReadOnlySpan<byte> block)
    {
        if (block.Length < HeaderSizeBytes || BinaryPrimitives.ReadUInt32LittleEndian(block) != Magic) throw new InvalidDataException("This is not a batch route.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(block[4..]);
        if (version != Version) throw new InvalidDataException($"Batch route version {version} is not known; version {Version} is.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(block[8..]) != XxHash3.HashToUInt64(block[ChecksumStart..])) throw new InvalidDataException("The checksum of the batch route does not match its bytes.");

        var nextNumbers = new int[BinaryPrimitives.ReadInt32LittleEndian(block[16..])];
        var moves = new ClusterMove[BinaryPrimitives.ReadInt32LittleEndian(block[20..])];
        var recordCount = BinaryPrimitives.ReadInt32LittleEndian(block[24..]);
        var expected = HeaderSizeBytes + 4L * nextNumbers.Length + 2L * ClusterSizeBytes * moves.Length + (long)ClusterSizeBytes * recordCount;
        if (expected != block.Length) throw new InvalidDataException($"The tables of the batch route need {expected} bytes, not {block.Length}.");

        var rest = block[HeaderSizeBytes..];
        for (var i = 0; i < nextNumbers.Length; i++)
        {
            nextNumbers[i] = BinaryPrimitives.ReadInt32LittleEndian(rest);
            rest = rest[4..];
        }

        for (var i = 0; i < moves.Length; i++) moves[i] = new ClusterMove(Take(ref rest), Take(ref rest));
        var partitions = new ushort[recordCount];
        var numbers = new int[recordCount];
        for (var record = 0; record < recordCount; record++)
        {
            var cluster = Take(ref rest);
            if (cluster.Partition >= nextNumbers.Length || cluster.Number < 0 || cluster.Number >= nextNumbers[cluster.Partition])
                throw new InvalidDataException($"Record {record} of the batch route goes to cluster {cluster.Number} of partition {cluster.Partition}, which does not exist.");
            (partitions[record], numbers[record]) = ((ushort)cluster.Partition, cluster.Number);
        }

        return new BatchRoute(partitions, numbers, moves, nextNumbers);
    }

    private static void Put(ref Span<byte> rest, ClusterId cluster)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, (ushort)cluster.Partition);
        BinaryPrimitives.WriteInt32LittleEndian(rest[2..], cluster.Number);
        rest = rest[ClusterSizeBytes..];
    }

    private static ClusterId Take(ref ReadOnlySpan<byte> rest)
    {
        var cluster = new ClusterId(BinaryPrimitives.ReadUInt16LittleEndian(rest), BinaryPrimitives.ReadInt32LittleEndian(rest[2..]));
        rest = rest[ClusterSizeBytes..];
        return cluster;
    }
}
