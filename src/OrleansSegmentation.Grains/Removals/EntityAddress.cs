using System.Buffers.Binary;
using System.Buffers.Text;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>How a caller names a profile: an identity value with its namespace, or an XID.</summary>
internal static class EntityAddress
{
    private const int XidLength = 22;

    /// <summary>Reads an address; null with a fault when it cannot name a profile.</summary>
    public static IdentityKey? Read(string entityId, string? ns, out ServiceFault? fault)
    {
        fault = null;
        if (entityId.Length > 0 && ns is { Length: > 0 }) return IdentityKey.Of(ns, entityId);
        Span<byte> bytes = stackalloc byte[IdentityKey.SizeBytes];
        if (entityId.Length == XidLength && Base64Url.IsValid(entityId) && Base64Url.TryDecodeFromChars(entityId, bytes, out var written) && written == bytes.Length)
            return new IdentityKey(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        fault = ServiceFault.Of(
            "SEG-GEN004-400", "A query parameter is invalid.",
            $"'{entityId}' is not valid for 'entityId': without 'entityIdNS' an XID is accepted, {XidLength} characters of A-Z, a-z, 0-9, - and _.", "entityId");
        return null;
    }

    /// <summary>Returns the fault for a profile that does not exist.</summary>
    public static ServiceFault Unknown(string entityId, string? ns) => ServiceFault.Of(
        "SEG-PRF001-404", "Unknown profile.",
        ns is null ? $"There is no profile {entityId}." : $"There is no profile with the identity '{entityId}' in the namespace '{ns}'.", "entityId");
}
