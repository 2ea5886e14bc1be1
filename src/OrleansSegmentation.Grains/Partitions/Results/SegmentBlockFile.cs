using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions.Results;

/// <summary>The layout that files with members of segments share.</summary>
/// <remarks>
/// Little-endian throughout: magic (8 bytes), version (u32), header length (u32), header (JSON, which tells the sizes that follow), checksum
/// of all that (u64, XXH3); then for each segment the words of its members (u64 each), its former members (number i32, time i64 each) and
/// the checksum of both. Nothing may follow.
/// </remarks>
internal static class SegmentBlockFile
{
    private const uint Version = 1;
    private const int MagicSize = 8;
    private const int PreambleSize = 16;
    private const int ChecksumSize = 8;
    private const int ExitedSize = 12;

    /// <summary>Encodes a file.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> magic, ReadOnlySpan<byte> header, IReadOnlyList<SegmentBlock> blocks)
    {
        var bytes = new byte[PreambleSize + header.Length + ChecksumSize + blocks.Sum(static block => SizeOf(block) + ChecksumSize)];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(MagicSize), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(MagicSize + 4), (uint)header.Length);
        header.CopyTo(bytes.AsSpan(PreambleSize));
        var position = Seal(bytes, 0, PreambleSize + header.Length);
        foreach (var block in blocks)
        {
            Write(block, bytes.AsSpan(position, SizeOf(block)));
            position = Seal(bytes, position, position + SizeOf(block));
        }

        return bytes;
    }

    /// <summary>Decodes a file.</summary>
    /// <param name="fileName">For the error.</param>
    /// <param name="magic">What it must start with.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="headerType">How to read the header.</param>
    /// <param name="getSizes">The sizes of the blocks, from the header.</param>
    /// <exception cref="StorageDamagedException">A byte is missing, wrong or too many.</exception>
    public static (THeader Header, IReadOnlyList<SegmentBlock> Blocks) Decode<THeader>(
        string fileName, ReadOnlySpan<byte> magic, ReadOnlySpan<byte> bytes, JsonTypeInfo<THeader> headerType, Func<THeader, IEnumerable<BlockSize>> getSizes)
        where THeader : class
    {
        if (bytes.Length < PreambleSize || !bytes[..MagicSize].SequenceEqual(magic)) throw new StorageDamagedException(fileName, "This is not a file of the expected kind.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[MagicSize..]);
        if (version != Version) throw new StorageDamagedException(fileName, $"Version {version} of such files is not known, only {Version}.");

        var headerEnd = PreambleSize + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(MagicSize + 4)..]);
        Check(fileName, bytes, 0, headerEnd, "header");
        var header = Parse(fileName, bytes[PreambleSize..(int)headerEnd], headerType);
        var position = headerEnd + ChecksumSize;
        var blocks = new List<SegmentBlock>();
        foreach (var size in getSizes(header))
        {
            var end = position + size.WordCount * 8L + size.ExitedCount * ExitedSize;
            Check(fileName, bytes, position, end, $"segment {size.SegmentId}");
            blocks.Add(Read(size, bytes[(int)position..(int)end]));
            position = end + ChecksumSize;
        }

        if (position != bytes.Length) throw new StorageDamagedException(fileName, $"The file is {bytes.Length} bytes long, its content {position}.");
        return (header, blocks);
    }

    private static int SizeOf(SegmentBlock block) => block.Realized.Words.Length * 8 + block.Exited.Count * ExitedSize;

    private static int Seal(byte[] bytes, int start, int end)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(end), XxHash3.HashToUInt64(bytes.AsSpan(start, end - start)));
        return end + ChecksumSize;
    }

    private static void Check(string fileName, ReadOnlySpan<byte> bytes, long start, long end, string part)
    {
        if (start > end || end + ChecksumSize > bytes.Length) throw new StorageDamagedException(fileName, $"The file ends inside its {part}.");
        var expected = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)end..]);
        if (XxHash3.HashToUInt64(bytes[(int)start..(int)end]) != expected) throw new StorageDamagedException(fileName, $"The checksum of its {part} does not match.");
    }

    private static void Write(SegmentBlock block, Span<byte> destination)
    {
        foreach (var word in block.Realized.Words)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, word);
            destination = destination[8..];
        }

        foreach (var exited in block.Exited)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination, exited.Number);
            BinaryPrimitives.WriteInt64LittleEndian(destination[4..], exited.AtMs);
            destination = destination[ExitedSize..];
        }
    }

    private static SegmentBlock Read(BlockSize size, ReadOnlySpan<byte> source)
    {
        var words = new ulong[size.WordCount];
        source[..(words.Length * 8)].CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
        source = source[(words.Length * 8)..];
        var exited = new ExitedRecord[source.Length / ExitedSize];
        for (var index = 0; index < exited.Length; index++)
        {
            var record = source.Slice(index * ExitedSize, ExitedSize);
            exited[index] = new ExitedRecord(BinaryPrimitives.ReadInt32LittleEndian(record), BinaryPrimitives.ReadInt64LittleEndian(record[4..]));
        }

        return new SegmentBlock(new NumberSet(words), exited);
    }

    private static THeader Parse<THeader>(string fileName, ReadOnlySpan<byte> json, JsonTypeInfo<THeader> type)
        where THeader : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The header is null.");
        }
        catch (JsonException exception)
        {
            throw new StorageDamagedException(fileName, "The header cannot be read.", exception);
        }
    }
}

/// <summary>Who is and who was a member of one segment.</summary>
/// <param name="Realized">The members.</param>
/// <param name="Exited">The former members, by ascending number.</param>
internal sealed record SegmentBlock(NumberSet Realized, IReadOnlyList<ExitedRecord> Exited);

/// <summary>How large a block is.</summary>
internal readonly record struct BlockSize(Guid SegmentId, int WordCount, long ExitedCount);
