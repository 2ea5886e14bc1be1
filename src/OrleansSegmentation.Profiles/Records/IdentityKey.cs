using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The fixed-size name of an identity: the first 16 bytes of SHA-256(namespace in lower case, NUL, identity value).</summary>
/// <param name="Value">The 16 bytes, read big-endian, so that the order of values is the order of the bytes.</param>
/// <remarks>Namespaces are compared in lower case and identity values exactly, except that those of <c>email</c> are compared in lower case.</remarks>
public readonly record struct IdentityKey(UInt128 Value) : IComparable<IdentityKey>
{
    /// <summary>The size of a key in bytes.</summary>
    public const int SizeBytes = 16;

    private const int StackLimitBytes = 512;

    /// <summary>Computes the key of an identity.</summary>
    /// <param name="ns">The namespace code, in any case.</param>
    /// <param name="value">The identity value.</param>
    public static IdentityKey Of(string ns, string value)
    {
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(value);
        var lower = ns.ToLowerInvariant();
        var exact = lower == IdentityNamespace.Email ? value.ToLowerInvariant() : value;
        return OfNormalized(Encoding.UTF8.GetBytes(lower), Encoding.UTF8.GetBytes(exact));
    }

    /// <summary>Returns the key as a profile id: 22 characters of base64url without padding.</summary>
    public string ToXid()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Base64Url.EncodeToString(bytes);
    }

    /// <inheritdoc />
    public int CompareTo(IdentityKey other) => Value.CompareTo(other.Value);

    /// <summary>Computes the key of a namespace in lower case and a value already in its compared form.</summary>
    internal static IdentityKey OfNormalized(ReadOnlySpan<byte> lowerNamespace, ReadOnlySpan<byte> value)
    {
        var length = lowerNamespace.Length + 1 + value.Length;
        Span<byte> text = length <= StackLimitBytes ? stackalloc byte[StackLimitBytes] : new byte[length];
        lowerNamespace.CopyTo(text);
        text[lowerNamespace.Length] = 0;
        value.CopyTo(text[(lowerNamespace.Length + 1)..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new IdentityKey(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }
}
