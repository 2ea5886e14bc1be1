using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Reads what <see cref="IndexWriter"/> took: the head of the newest file, and of every block its newest version.</summary>
/// <param name="head">The head.</param>
/// <param name="blocks">The blocks.</param>
/// <param name="files">The files, the oldest first, and how many bytes each has.</param>
internal sealed class IndexReader(
    ReadOnlyMemory<byte> head, IReadOnlyDictionary<IndexBlockId, StoredIndexBlock> blocks, IReadOnlyList<(string Name, long Bytes)> files)
    : BinaryReader(new MemoryStream(head.ToArray()))
{
    private readonly Dictionary<IndexBlockId, (UInt128 Hash, string File)> _read = [];
    private int _table = -1;

    /// <summary>Gets the state that was read.</summary>
    public IndexState State => new(files, _read);

    /// <summary>Starts the next table.</summary>
    public void BeginTable() => _table++;

    /// <summary>Fills memory with a block of the table.</summary>
    /// <exception cref="EndOfStreamException">There is no such block, or it has another size.</exception>
    public void ReadBlock(int block, Span<byte> destination)
    {
        var id = new IndexBlockId(_table, block);
        if (!blocks.TryGetValue(id, out var stored) || (stored.Bytes.Length != destination.Length && !stored.Bytes.IsEmpty))
            throw new EndOfStreamException($"Block {block} of table {_table} is not what it should be.");
        if (stored.Bytes.IsEmpty) destination.Clear();
        else stored.Bytes.Span.CopyTo(destination);
        _read[id] = (XxHash128.HashToUInt128(stored.Bytes.Span), stored.File);
    }
}

/// <summary>A block in a file.</summary>
internal readonly record struct StoredIndexBlock(ReadOnlyMemory<byte> Bytes, string File);
