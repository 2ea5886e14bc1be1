using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The byte block of a <see cref="BatchPayload"/>, little-endian.</summary>
/// <remarks>
/// Header, then the blob that all texts and contents point into, then the tables of records (one more than records, so that the next entry
/// ends a record's ranges), identities, events and symbols.
/// </remarks>
internal static class PayloadLayout
{
    public const uint Magic = 0x4250_534F; // "OSPB"
    public const int Version = 2;

    /// <summary>The checksum covers everything after itself.</summary>
    public const int ChecksumStart = 16;

    public const int HeaderSizeBytes = 40;
}

/// <summary>The first bytes of the block.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct PayloadHeader(
    uint Magic, int Version, ulong Checksum, int RecordCount, int IdentityCount, int EventCount, int SymbolCount, int BlobLength, int Reserved);

/// <summary>One record. Datasets are symbols; a content length of −1 means "events only".</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct RecordEntry(
    int Dataset, long TimestampMs, int FirstIdentity, int FirstEvent, int ContentOffset, int ContentLength);

/// <summary>One identity of a record, the primary one first. Namespaces are symbols.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct IdentityEntry(
    ulong KeyHigh, ulong KeyLow, int Namespace, int NamespaceAsSpelled, int ValueOffset, int ValueLength)
{
    public IdentityKey Key => new(new UInt128(KeyHigh, KeyLow));
}

/// <summary>One event of a record.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct EventEntry(
    int Dataset, long TimestampMs, int IdOffset, int IdLength, int ContentOffset, int ContentLength);

/// <summary>One distinct dataset id or namespace.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct SymbolEntry(int Offset, int Length);
