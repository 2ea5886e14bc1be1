using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Takes the index of a partition: what is small is written to every file, blocks of tables only when they changed.</summary>
/// <remarks>Tables are numbered in the order in which they begin, so they are written and read in one order.</remarks>
internal sealed class IndexWriter() : BinaryWriter(new MemoryStream())
{
    private readonly List<IndexBlock> _blocks = [];
    private int _table = -1;

    /// <summary>Gets the blocks of all tables. They are not copied: what they hold may change later.</summary>
    public IReadOnlyList<IndexBlock> Blocks => _blocks;

    /// <summary>Returns everything that is not in a block.</summary>
    public byte[] GetHead()
    {
        Flush();
        return ((MemoryStream)BaseStream).ToArray();
    }

    /// <summary>Starts the next table.</summary>
    public void BeginTable() => _table++;

    /// <summary>Adds the next block of the table.</summary>
    /// <param name="block">Its number in the table.</param>
    /// <param name="items">The values.</param>
    /// <param name="count">How many of them are in use.</param>
    public void AddBlock<T>(int block, T[] items, int count)
        where T : unmanaged
    {
        var bytes = count * Unsafe.SizeOf<T>();
        if (!IndexBlock.BytesOf(items, bytes).ContainsAnyExcept((byte)0)) bytes = 0; // profiles that are gone: their numbers stay, and cost nothing
        _blocks.Add(new IndexBlock(new IndexBlockId(_table, block), items, bytes, XxHash128.HashToUInt128(IndexBlock.BytesOf(items, bytes))));
    }
}

/// <summary>Where a block belongs.</summary>
internal readonly record struct IndexBlockId(int Table, int Block);

/// <summary>A block of a table.</summary>
/// <param name="Id">Where it belongs.</param>
/// <param name="Items">The values, of a plain type.</param>
/// <param name="Length">How many bytes of them are in use; 0 when all of these are zero.</param>
/// <param name="Hash">Tells whether it changed: at 128 bits two contents meeting is less likely than a memory error nobody notices.</param>
internal readonly record struct IndexBlock(IndexBlockId Id, Array Items, int Length, UInt128 Hash)
{
    /// <summary>Gets the bytes as they are now.</summary>
    public ReadOnlySpan<byte> Bytes => BytesOf(Items, Length);

    internal static ReadOnlySpan<byte> BytesOf(Array items, int length) => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(items), length);
}
