using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A growing array of plain values in blocks, so that growing copies nothing and wastes less than a block.</summary>
internal sealed class ChunkedTable<T>
    where T : unmanaged
{
    private const int BlockBits = 12;
    private const int BlockSize = 1 << BlockBits;

    private readonly List<T[]> _blocks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _blocks[index >> BlockBits][index & (BlockSize - 1)];

    /// <summary>Adds default values until there are <paramref name="count"/>.</summary>
    public void GrowTo(int count)
    {
        while (_blocks.Count * BlockSize < count) _blocks.Add(new T[BlockSize]);
        Count = Math.Max(Count, count);
    }

    /// <summary>Forgets the values from an index on.</summary>
    public void ShrinkTo(int count)
    {
        var blockCount = (count + BlockSize - 1) >> BlockBits;
        _blocks.RemoveRange(blockCount, _blocks.Count - blockCount);
        if ((count & (BlockSize - 1)) != 0) _blocks[^1].AsSpan(count & (BlockSize - 1)).Clear(); // added values are default ones
        Count = count;
    }

    /// <summary>Adds a default value and returns its index.</summary>
    public int Add()
    {
        GrowTo(Count + 1);
        return Count - 1;
    }

    /// <summary>Writes the values as they are in memory.</summary>
    public void WriteTo(IndexWriter writer)
    {
        writer.BeginTable();
        writer.Write(Count);
        for (var start = 0; start < Count; start += BlockSize)
            writer.AddBlock(start >> BlockBits, _blocks[start >> BlockBits], Math.Min(BlockSize, Count - start));
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    public static ChunkedTable<T> ReadFrom(IndexReader reader)
    {
        var table = new ChunkedTable<T>();
        reader.BeginTable();
        table.GrowTo(reader.ReadInt32());
        for (var start = 0; start < table.Count; start += BlockSize)
            reader.ReadBlock(start >> BlockBits, MemoryMarshal.AsBytes(table._blocks[start >> BlockBits].AsSpan(0, Math.Min(BlockSize, table.Count - start))));
        return table;
    }
}
