using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansSegmentation.Grains.Partitions.Memberships;

/// <summary>The bytes of a cluster that moves: its profile as <c>PartitionProfiles</c> writes it, and what moves with it.</summary>
/// <remarks>Length of the profile (i32, little-endian), profile, then JSON. The log entry that holds it carries the checksum.</remarks>
internal static class ClusterContentFormat
{
    /// <summary>Encodes a cluster.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> profile, MovedMembership membership)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(membership, MovedMembershipJson.Default.MovedMembership);
        var bytes = new byte[4 + profile.Length + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, profile.Length);
        profile.CopyTo(bytes.AsSpan(4));
        json.CopyTo(bytes.AsSpan(4 + profile.Length));
        return bytes;
    }

    /// <summary>Splits what <see cref="Encode"/> made.</summary>
    /// <exception cref="FormatException">The bytes are not a cluster.</exception>
    public static (ReadOnlyMemory<byte> Profile, MovedMembership Membership) Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 4) throw new FormatException("The content of the moved cluster is cut off.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
        if (length < 0 || length > bytes.Length - 4) throw new FormatException("The content of the moved cluster is cut off.");
        try
        {
            var membership = JsonSerializer.Deserialize(bytes.Span[(4 + length)..], MovedMembershipJson.Default.MovedMembership);
            return (bytes.Slice(4, length), membership ?? throw new FormatException("The moved cluster has no membership part."));
        }
        catch (JsonException exception)
        {
            throw new FormatException("The membership part of the moved cluster cannot be read.", exception);
        }
    }
}

/// <summary>How the membership part is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MovedMembership))]
internal sealed partial class MovedMembershipJson : JsonSerializerContext;
