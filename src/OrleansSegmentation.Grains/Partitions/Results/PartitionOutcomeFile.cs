using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions.Results;

/// <summary>The bytes of a <see cref="PartitionOutcome"/>: a <see cref="SegmentBlockFile"/> with the counts in its header.</summary>
internal static class PartitionOutcomeFile
{
    private static ReadOnlySpan<byte> Magic => "OSEGRES\n"u8;

    /// <summary>Encodes a result.</summary>
    public static byte[] Encode(PartitionOutcome outcome)
    {
        var segments = outcome.Segments.Select(static segment => new SegmentHeader(segment.Counts, segment.IdentityGraph, segment.Realized.Words.Length));
        var header = new OutcomeHeader(outcome.JobId, outcome.Partition, outcome.Epoch, outcome.NowMs, outcome.Policies, [.. segments]);
        return SegmentBlockFile.Encode(
            Magic, JsonSerializer.SerializeToUtf8Bytes(header, OutcomeJson.Default.OutcomeHeader),
            [.. outcome.Segments.Select(static segment => new SegmentBlock(segment.Realized, segment.Exited))]);
    }

    /// <summary>Decodes a result.</summary>
    /// <param name="fileName">For the error.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="StorageDamagedException">A byte is missing, wrong or too many.</exception>
    public static PartitionOutcome Decode(string fileName, ReadOnlySpan<byte> bytes)
    {
        var (header, blocks) = SegmentBlockFile.Decode(
            fileName, Magic, bytes, OutcomeJson.Default.OutcomeHeader,
            static header => header.Segments.Select(static segment => new BlockSize(segment.Counts.SegmentId, segment.WordCount, segment.Counts.Exited)));
        var segments = header.Segments.Zip(blocks, static (segment, block) => new SegmentOutcome(segment.Counts, segment.IdentityGraph, block.Realized, block.Exited));
        return new PartitionOutcome(header.JobId, header.Partition, header.Epoch, header.NowMs, header.Policies, [.. segments]);
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
