using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A range of the content log in a file: header, blocks of 64 KiB, a checksum per block, trailer. Not thread-safe.</summary>
internal sealed class ContentFile
{
    private const uint Magic = 0x4343_534F; // "OSCC"
    private const int Version = 1;
    private const int HeaderBytes = 16;
    private const int TrailerBytes = 8;
    private const int BlockBytes = 64 * 1024;
    private const int CachedBlocks = 4;

    private readonly IBlockSource _source;
    private readonly ulong[] _checksums;
    private readonly byte[]?[] _cache = new byte[CachedBlocks][];
    private readonly int[] _cachedBlocks = [-1, -1, -1, -1];
    private int _nextCache;

    private ContentFile(IBlockSource source, long length, ulong[] checksums)
    {
        _source = source;
        Length = length;
        _checksums = checksums;
    }

    /// <summary>Gets the name of the file.</summary>
    public string Name => _source.Name;

    /// <summary>Gets how many bytes of content it has.</summary>
    public long Length { get; }

    /// <summary>Writes a range of the log.</summary>
    public static void Write(IReadOnlyList<ReadOnlyMemory<byte>> parts, Stream stream)
    {
        var length = parts.Sum(static part => (long)part.Length);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], length);
        stream.Write(header);

        var checksums = new List<ulong>();
        var hash = new XxHash3();
        var room = BlockBytes;
        foreach (var part in parts)
        {
            for (var rest = part.Span; !rest.IsEmpty;)
            {
                var bytes = rest[..Math.Min(room, rest.Length)];
                stream.Write(bytes);
                hash.Append(bytes);
                rest = rest[bytes.Length..];
                room -= bytes.Length;
                if (room > 0) continue;
                checksums.Add(hash.GetCurrentHashAsUInt64());
                hash.Reset();
                room = BlockBytes;
            }
        }

        if (room < BlockBytes) checksums.Add(hash.GetCurrentHashAsUInt64());
        var table = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(checksums));
        stream.Write(table);
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(trailer, TrailerOf(header, table));
        stream.Write(trailer);
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="PartitionFileDamagedException">It is not what was written.</exception>
    public static ContentFile Open(IBlockSource source)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (source.Length < HeaderBytes + TrailerBytes) throw new PartitionFileDamagedException(source.Name, "It is too short.");
        source.Read(0, header);
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || length < 0) throw new PartitionFileDamagedException(source.Name, "It is not a content file.");
        if (BinaryPrimitives.ReadInt32LittleEndian(header[4..]) != Version) throw new PartitionFileDamagedException(source.Name, $"Its version is not {Version}.");

        var blockCount = (length + BlockBytes - 1) / BlockBytes;
        if (source.Length != HeaderBytes + length + blockCount * sizeof(ulong) + TrailerBytes) throw new PartitionFileDamagedException(source.Name, $"Its length {source.Length} does not fit {length} bytes of content.");
        var checksums = new ulong[blockCount];
        source.Read(HeaderBytes + length, MemoryMarshal.AsBytes(checksums.AsSpan()));
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        source.Read(source.Length - TrailerBytes, trailer);
        if (BinaryPrimitives.ReadUInt64LittleEndian(trailer) != TrailerOf(header, MemoryMarshal.AsBytes(checksums.AsSpan()))) throw new PartitionFileDamagedException(source.Name, "The checksum of its header does not fit.");
        return new ContentFile(source, length, checksums);
    }

    /// <summary>Reads content.</summary>
    /// <exception cref="PartitionFileDamagedException">A block is not what was written.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var block = GetBlock((int)(offset / BlockBytes));
            var bytes = block.AsSpan((int)(offset % BlockBytes));
            bytes = bytes[..Math.Min(bytes.Length, destination.Length)];
            bytes.CopyTo(destination);
            destination = destination[bytes.Length..];
            offset += bytes.Length;
        }
    }

    private byte[] GetBlock(int block)
    {
        var cached = Array.IndexOf(_cachedBlocks, block);
        if (cached >= 0) return _cache[cached]!;

        var start = (long)block * BlockBytes;
        var bytes = new byte[Math.Min(BlockBytes, Length - start)];
        _source.Read(HeaderBytes + start, bytes);
        if (XxHash3.HashToUInt64(bytes) != _checksums[block]) throw new PartitionFileDamagedException(Name, $"The checksum of block {block} does not fit.");
        (_cache[_nextCache], _cachedBlocks[_nextCache]) = (bytes, block);
        _nextCache = (_nextCache + 1) % CachedBlocks;
        return bytes;
    }

    private static ulong TrailerOf(ReadOnlySpan<byte> header, ReadOnlySpan<byte> checksums)
    {
        var hash = new XxHash3();
        hash.Append(header);
        hash.Append(checksums);
        return hash.GetCurrentHashAsUInt64();
    }
}
