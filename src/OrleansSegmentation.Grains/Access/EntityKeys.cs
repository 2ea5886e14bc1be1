using System.Buffers.Binary;
using System.Buffers.Text;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Access;

/// <summary>The keys of identities as callers name them.</summary>
internal static class EntityKeys
{
    /// <summary>How many characters an XID has.</summary>
    public const int XidLength = 22;

    /// <summary>Returns the key of an identity; null when it is given as an XID that is none.</summary>
    public static IdentityKey? Of(EntityReference entity) =>
        entity.Namespace is { } ns ? IdentityKey.Of(ns, entity.Id) : ParseXid(entity.Id);

    /// <summary>Reads an XID; null when the text is none.</summary>
    public static IdentityKey? ParseXid(string text)
    {
        Span<byte> bytes = stackalloc byte[IdentityKey.SizeBytes];
        return text.Length == XidLength && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == bytes.Length
            ? new IdentityKey(BinaryPrimitives.ReadUInt128BigEndian(bytes))
            : null;
    }
}
