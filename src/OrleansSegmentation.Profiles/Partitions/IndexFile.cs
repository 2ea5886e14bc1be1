using System.Buffers.Binary;
using System.IO.Hashing;
using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>
/// A file of the index: magic number, version, one checksum over all that follows; the head; then some blocks of tables, each with its table,
/// number and length before it.
/// </summary>
internal static class IndexFile
{
    private const uint Magic = 0x5849_534F; // "OSIX"
    private const int Version = 5;
    private const int ChecksumStart = 16;
    private const int HeaderBytes = 24;
    private const int BlockHeaderBytes = 12;

    /// <summary>Makes the bytes of a file, a copy of head and blocks.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> head, IReadOnlyList<IndexBlock> blocks)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(HeaderBytes + head.Length + (int)blocks.Sum(static block => (long)BlockHeaderBytes + block.Length)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), head.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), blocks.Count);
        var rest = bytes.AsSpan(HeaderBytes);
        head.CopyTo(rest);
        rest = rest[head.Length..];
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, block.Id.Table);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], block.Id.Block);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], block.Length);
            block.Bytes.CopyTo(rest[BlockHeaderBytes..]);
            rest = rest[(BlockHeaderBytes + block.Length)..];
        }

        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), XxHash3.HashToUInt64(bytes.AsSpan(ChecksumStart)));
        return bytes;
    }

    /// <summary>Opens the index of some files, the oldest first.</summary>
    /// <exception cref="PartitionFileDamagedException">A file is not what was written.</exception>
    public static IndexReader Open(IReadOnlyList<IBlockSource> files)
    {
        var blocks = new Dictionary<IndexBlockId, StoredIndexBlock>();
        ReadOnlyMemory<byte> head = default;
        foreach (var file in files) head = Read(file, blocks); // newer blocks take the place of older ones
        return new IndexReader(head, blocks, [.. files.Select(static file => (file.Name, file.Length))]);
    }

    private static ReadOnlyMemory<byte> Read(IBlockSource source, Dictionary<IndexBlockId, StoredIndexBlock> blocks)
    {
        if (source.Length is < HeaderBytes or > int.MaxValue) throw new PartitionFileDamagedException(source.Name, $"Its length {source.Length} is impossible.");
        var bytes = GC.AllocateUninitializedArray<byte>((int)source.Length);
        source.Read(0, bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) throw new PartitionFileDamagedException(source.Name, "It is not an index file.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        if (version != Version) throw new PartitionFileDamagedException(source.Name, $"Its version {version} is not {Version}.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)) != XxHash3.HashToUInt64(bytes.AsSpan(ChecksumStart))) throw new PartitionFileDamagedException(source.Name, "Its checksum does not fit.");

        try
        {
            var headLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16));
            var rest = bytes.AsMemory(HeaderBytes + headLength);
            for (var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)); count > 0; count--)
            {
                var id = new IndexBlockId(BinaryPrimitives.ReadInt32LittleEndian(rest.Span), BinaryPrimitives.ReadInt32LittleEndian(rest.Span[4..]));
                var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span[8..]);
                blocks[id] = new StoredIndexBlock(rest.Slice(BlockHeaderBytes, length), source.Name);
                rest = rest[(BlockHeaderBytes + length)..];
            }

            return bytes.AsMemory(HeaderBytes, headLength);
        }
        catch (ArgumentException exception)
        {
            throw new PartitionFileDamagedException(source.Name, "It ends too early.", exception);
        }
    }
}
