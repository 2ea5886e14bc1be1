using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>The part of a checkpoint beside the profiles: memberships, and the merge policies whose views are kept.</summary>
internal static class PartitionStateFile
{
    private static ReadOnlySpan<byte> Magic => "OSEGMEM\n"u8;

    /// <summary>Encodes the part.</summary>
    public static byte[] Encode(
        int partitionCount, IReadOnlyList<MergePolicySnapshot> policies, IReadOnlyDictionary<Guid, SegmentMembership> memberships)
    {
        var ordered = memberships.OrderBy(static segment => segment.Key).ToList();
        var segments = ordered.Select(static segment => new MembershipHeader(
            segment.Key, segment.Value.IdentityGraph, segment.Value.QualifiedAtMs, segment.Value.Absorbed, segment.Value.Deleted,
            segment.Value.Realized.Words.Length, segment.Value.Exited.Count));
        var header = new PartitionStateHeader(partitionCount, policies, [.. segments]);
        return SegmentBlockFile.Encode(
            Magic, JsonSerializer.SerializeToUtf8Bytes(header, PartitionStateJson.Default.PartitionStateHeader), [.. ordered.Select(static segment => ToBlock(segment.Value))]);
    }

    /// <summary>Decodes the part.</summary>
    /// <exception cref="StorageDamagedException">A byte is missing, wrong or too many.</exception>
    public static (PartitionStateHeader Header, IReadOnlyDictionary<Guid, SegmentMembership> Memberships) Decode(string fileName, ReadOnlySpan<byte> bytes)
    {
        var (header, blocks) = SegmentBlockFile.Decode(
            fileName, Magic, bytes, PartitionStateJson.Default.PartitionStateHeader,
            static header => header.Segments.Select(static segment => new BlockSize(segment.SegmentId, segment.WordCount, segment.ExitedCount)));
        return (header, header.Segments.Zip(blocks).ToDictionary(static segment => segment.First.SegmentId, static segment => ToMembership(segment.First, segment.Second)));
    }

    private static SegmentBlock ToBlock(SegmentMembership membership) => new(
        membership.Realized,
        [.. membership.Exited.OrderBy(static exited => exited.Key).Select(static exited => new ExitedRecord(exited.Key, exited.Value))]);

    private static SegmentMembership ToMembership(MembershipHeader header, SegmentBlock block) => new()
    {
        IdentityGraph = header.IdentityGraph,
        QualifiedAtMs = header.QualifiedAtMs,
        Realized = block.Realized,
        Exited = block.Exited.ToDictionary(static exited => exited.Number, static exited => exited.AtMs),
        Absorbed = header.Absorbed,
        Deleted = header.Deleted,
    };
}

/// <summary>The header of a <see cref="PartitionStateFile"/>.</summary>
internal sealed record PartitionStateHeader(int PartitionCount, IReadOnlyList<MergePolicySnapshot> Policies, IReadOnlyList<MembershipHeader> Segments);

/// <summary>One segment in the header.</summary>
internal sealed record MembershipHeader(
    Guid SegmentId, string IdentityGraph, long QualifiedAtMs, long Absorbed, long Deleted, int WordCount, int ExitedCount);

/// <summary>How the header is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PartitionStateHeader))]
internal sealed partial class PartitionStateJson : JsonSerializerContext;
