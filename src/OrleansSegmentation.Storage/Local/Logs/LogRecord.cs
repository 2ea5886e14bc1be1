using System.IO.Hashing;

namespace OrleansSegmentation.Storage.Local.Logs;

/// <summary>What a record of the log file is. The numbers are part of the format.</summary>
internal enum LogRecordKind : byte
{
    /// <summary>A writer took the log over; the content is its nonce in UTF-8.</summary>
    Fence = 1,

    /// <summary>A committed entry.</summary>
    Entry = 2,

    /// <summary>The floor rose or a snapshot was recorded; the content is a <see cref="LogTrim"/>.</summary>
    Trim = 3,

    /// <summary>The first record of a file written anew without what was trimmed: the epoch is the floor, the content a <see cref="LogTrim"/>.</summary>
    Base = 4,
}

/// <summary>One record of the log file.</summary>
/// <remarks>
/// Marker, 4 bytes; length of the content, 4; checksum, 8; kind, 1; zero, 7; term, 8; epoch, 8; time in ms, 8; content. Little-endian. The
/// checksum is XxHash3 over all other bytes, seeded with the record's place in the file: content that looks like a record is none.
/// </remarks>
internal readonly record struct LogRecord(LogRecordKind Kind, long Term, long Epoch, long TimeMs, ReadOnlyMemory<byte> Content)
{
    public const int HeaderLength = 48;

    /// <summary>The most bytes of content a record may have.</summary>
    public const int MaxContentLength = 1 << 30;

    public static ReadOnlySpan<byte> Marker => "\u00a7LR"u8; // 4 bytes: the section sign takes two

    /// <summary>Makes the bytes of a record that will start at <paramref name="offset"/>.</summary>
    public byte[] ToBytes(long offset)
    {
        var bytes = new byte[HeaderLength + Content.Length];
        Marker.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), Content.Length);
        bytes[16] = (byte)Kind;
        BitConverter.TryWriteBytes(bytes.AsSpan(24), Term);
        BitConverter.TryWriteBytes(bytes.AsSpan(32), Epoch);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), TimeMs);
        Content.Span.CopyTo(bytes.AsSpan(HeaderLength));
        BitConverter.TryWriteBytes(bytes.AsSpan(8), Checksum(bytes, offset));
        return bytes;
    }

    /// <summary>Reads the length of the whole record from its header, or returns -1 when it is not one.</summary>
    public static int ReadLength(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Marker)) return -1;
        var contentLength = BitConverter.ToInt32(header[4..]);
        return contentLength is < 0 or > MaxContentLength ? -1 : HeaderLength + contentLength;
    }

    /// <summary>Checks a whole record's bytes.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> bytes, long offset) => BitConverter.ToUInt64(bytes[8..]) == Checksum(bytes, offset);

    /// <summary>Reads a record that was found intact.</summary>
    public static LogRecord Read(ReadOnlyMemory<byte> bytes) => new(
        (LogRecordKind)bytes.Span[16],
        BitConverter.ToInt64(bytes.Span[24..]),
        BitConverter.ToInt64(bytes.Span[32..]),
        BitConverter.ToInt64(bytes.Span[40..]),
        bytes[HeaderLength..]);

    private static ulong Checksum(ReadOnlySpan<byte> bytes, long offset)
    {
        var hash = new XxHash3(offset);
        hash.Append(bytes[..8]);
        hash.Append(bytes[16..]);
        return hash.GetCurrentHashAsUInt64();
    }
}
