using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions.Results;

/// <summary>The bytes of a <see cref="PartitionOutcome"/>.</summary>
/// <remarks>
/// Little-endian throughout: magic (8 bytes), version (u32), header length (u32), header (JSON with the counts and the sizes that follow),
/// checksum of all that (u64, XXH3); then for each segment the words of its members (u64 each), its former members (number i32, time i64
/// each) and the checksum of both. Nothing may follow.
/// </remarks>
internal static class PartitionOutcomeFile
{
    private const uint Version = 1;
    private const int PreambleSize = 16;
    private const int ChecksumSize = 8;
    private const int ExitedSize = 12;

    private static ReadOnlySpan<byte> Magic => "OSEGRES\n"u8;

    /// <summary>Encodes a result.</summary>
    public static byte[] Encode(PartitionOutcome outcome)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(ToHeader(outcome), OutcomeJson.Default.OutcomeHeader);
        var size = PreambleSize + header.Length + ChecksumSize + outcome.Segments.Sum(static segment => SizeOf(segment) + ChecksumSize);
        var bytes = new byte[size];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)header.Length);
        header.CopyTo(bytes.AsSpan(PreambleSize));
        var position = Seal(bytes, 0, PreambleSize + header.Length);
        foreach (var segment in outcome.Segments)
        {
            Write(segment, bytes.AsSpan(position, SizeOf(segment)));
            position = Seal(bytes, position, position + SizeOf(segment));
        }

        return bytes;
    }

    /// <summary>Decodes a result.</summary>
    /// <param name="fileName">For the error.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="StorageDamagedException">A byte is missing, wrong or too many.</exception>
    public static PartitionOutcome Decode(string fileName, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PreambleSize || !bytes[..8].SequenceEqual(Magic)) throw new StorageDamagedException(fileName, "This is not a result file.");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != Version) throw new StorageDamagedException(fileName, $"Version {version} of result files is not known, only {Version}.");

        var headerEnd = PreambleSize + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        Check(fileName, bytes, 0, headerEnd, "header");
        var header = Parse(fileName, bytes[PreambleSize..(int)headerEnd]);
        var position = headerEnd + ChecksumSize;
        var segments = new List<SegmentOutcome>(header.Segments.Count);
        foreach (var segment in header.Segments)
        {
            var end = position + segment.WordCount * 8L + segment.Counts.Exited * ExitedSize;
            Check(fileName, bytes, position, end, $"segment {segment.Counts.SegmentId}");
            segments.Add(Read(segment, bytes[(int)position..(int)end]));
            position = end + ChecksumSize;
        }

        if (position != bytes.Length) throw new StorageDamagedException(fileName, $"The file is {bytes.Length} bytes long, its content {position}.");
        return new PartitionOutcome(header.JobId, header.Partition, header.Epoch, header.NowMs, header.Policies, segments);
    }

    private static int SizeOf(SegmentOutcome segment) => segment.Realized.Words.Length * 8 + segment.Exited.Count * ExitedSize;

    private static int Seal(byte[] bytes, int start, int end)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(end), XxHash3.HashToUInt64(bytes.AsSpan(start, end - start)));
        return end + ChecksumSize;
    }

    private static void Check(string fileName, ReadOnlySpan<byte> bytes, long start, long end, string part)
    {
        if (end + ChecksumSize > bytes.Length) throw new StorageDamagedException(fileName, $"The file ends inside its {part}.");
        var expected = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)end..]);
        if (XxHash3.HashToUInt64(bytes[(int)start..(int)end]) != expected) throw new StorageDamagedException(fileName, $"The checksum of its {part} does not match.");
    }

    private static void Write(SegmentOutcome segment, Span<byte> destination)
    {
        foreach (var word in segment.Realized.Words)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination, word);
            destination = destination[8..];
        }

        foreach (var exited in segment.Exited)
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination, exited.Number);
            BinaryPrimitives.WriteInt64LittleEndian(destination[4..], exited.AtMs);
            destination = destination[ExitedSize..];
        }
    }

    private static SegmentOutcome Read(SegmentHeader header, ReadOnlySpan<byte> source)
    {
        var words = new ulong[header.WordCount];
        source[..(words.Length * 8)].CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        if (!BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(words, words);
        source = source[(words.Length * 8)..];
        var exited = new ExitedRecord[source.Length / ExitedSize];
        for (var index = 0; index < exited.Length; index++)
        {
            var record = source.Slice(index * ExitedSize, ExitedSize);
            exited[index] = new ExitedRecord(BinaryPrimitives.ReadInt32LittleEndian(record), BinaryPrimitives.ReadInt64LittleEndian(record[4..]));
        }

        return new SegmentOutcome(header.Counts, header.IdentityGraph, new NumberSet(words), exited);
    }

    private static OutcomeHeader ToHeader(PartitionOutcome outcome) => new(
        outcome.JobId, outcome.Partition, outcome.Epoch, outcome.NowMs, outcome.Policies,
        [.. outcome.Segments.Select(static segment => new SegmentHeader(segment.Counts, segment.IdentityGraph, segment.Realized.Words.Length))]);

    private static OutcomeHeader Parse(string fileName, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OutcomeJson.Default.OutcomeHeader) ?? throw new JsonException("The header is null.");
        }
        catch (JsonException exception)
        {
            throw new StorageDamagedException(fileName, "The header of the result cannot be read.", exception);
        }
    }
}

/// <summary>The header of a result file.</summary>
internal sealed record OutcomeHeader(
    Guid JobId, int Partition, long Epoch, long NowMs, IReadOnlyList<PolicyResult> Policies, IReadOnlyList<SegmentHeader> Segments);

/// <summary>One segment in the header: as many former members follow as <c>Counts.Exited</c> says.</summary>
internal sealed record SegmentHeader(SegmentResult Counts, string IdentityGraph, int WordCount);

/// <summary>How the header is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OutcomeHeader))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
