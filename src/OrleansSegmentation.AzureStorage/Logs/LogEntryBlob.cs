using System.Buffers.Binary;
using System.IO.Hashing;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>The bytes of an entry's blob: magic, 8; format version, 4; zero, 4; sandbox id, 16; epoch, term, log time, 8 each; XxHash3 of all else, 8; content.</summary>
/// <remarks>Numbers are little-endian.</remarks>
internal static class LogEntryBlob
{
    /// <summary>The longest content, in bytes.</summary>
    public const int MaxContentLength = 256 << 20;

    private const int FormatVersion = 1;
    private const int EpochAt = 32;
    private const int TermAt = 40;
    private const int TimeAt = 48;
    private const int ChecksumAt = 56;
    private const int HeaderLength = 64;

    private static ReadOnlySpan<byte> Magic => "OSEGENTR"u8;

    /// <summary>Makes the blob of an entry.</summary>
    public static byte[] Write(Guid sandboxId, SandboxLogEntry entry)
    {
        var blob = new byte[HeaderLength + entry.Content.Length];
        Magic.CopyTo(blob);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(8), FormatVersion);
        sandboxId.TryWriteBytes(blob.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(EpochAt), entry.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(TermAt), entry.Term);
        BinaryPrimitives.WriteInt64LittleEndian(blob.AsSpan(TimeAt), entry.TimeMs);
        entry.Content.Span.CopyTo(blob.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt64LittleEndian(blob.AsSpan(ChecksumAt), Checksum(blob));
        return blob;
    }

    /// <summary>Reads and checks an entry.</summary>
    /// <exception cref="StorageDamagedException">It is damaged, or not this entry.</exception>
    public static SandboxLogEntry Read(ReadOnlyMemory<byte> blob, Guid sandboxId, long epoch, long term, string name)
    {
        var bytes = blob.Span;
        if (bytes.Length < HeaderLength || !bytes.StartsWith(Magic)) throw new StorageDamagedException(name, "The blob does not start as a log entry.");
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]) is var version && version != FormatVersion)
            throw new StorageDamagedException(name, $"The log entry has format version {version}; this program reads version {FormatVersion}.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) != Checksum(bytes))
            throw new StorageDamagedException(name, "The log entry's checksum does not fit.");
        if (new Guid(bytes.Slice(16, 16)) != sandboxId
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[EpochAt..]) != epoch
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[TermAt..]) != term)
            throw new StorageDamagedException(name, "Another log entry stands in the place of this one.");
        return new SandboxLogEntry(epoch, term, BinaryPrimitives.ReadInt64LittleEndian(bytes[TimeAt..]), blob[HeaderLength..]);
    }

    private static ulong Checksum(ReadOnlySpan<byte> blob)
    {
        var hash = new XxHash3();
        hash.Append(blob[..ChecksumAt]);
        hash.Append(blob[HeaderLength..]);
        return hash.GetCurrentHashAsUInt64();
    }
}
