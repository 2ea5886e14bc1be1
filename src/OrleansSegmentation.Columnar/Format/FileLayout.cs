using System.IO.Hashing;

namespace OrleansSegmentation.Columnar.Format;

/// <summary>The fixed parts of a column file. Numbers are little-endian.</summary>
/// <remarks>
/// <code>
/// header     magic, 8 bytes; version, 4; zero, 4
/// blocks     one per part of a column (its arrays end to end), per list of sparse rows and per mark, without gaps
/// directory  the tree of columns; each block with its length and XxHash3 (64 bits)
/// trailer    offset, length and XxHash3 of the directory; XxHash3 of the header and the three numbers before; 8 bytes each
/// </code>
/// So every byte is under a checksum, and one column can be read without the others.
/// </remarks>
internal static class FileLayout
{
    public const int Version = 1;

    public const int HeaderLength = 16;

    public const int TrailerLength = 32;

    private static ReadOnlySpan<byte> Magic => "OSEGCOLS"u8;

    public static void WriteHeader(Span<byte> header)
    {
        Magic.CopyTo(header);
        BitConverter.TryWriteBytes(header[8..], Version);
        header[12..].Clear();
    }

    /// <summary>Writes the trailer; hashes the header with it, so that a wrong header cannot pass.</summary>
    public static void WriteTrailer(Span<byte> trailer, BlockEntry directory)
    {
        BitConverter.TryWriteBytes(trailer, directory.Offset);
        BitConverter.TryWriteBytes(trailer[8..], directory.Length);
        BitConverter.TryWriteBytes(trailer[16..], directory.Checksum);
        Span<byte> header = stackalloc byte[HeaderLength];
        WriteHeader(header);
        BitConverter.TryWriteBytes(trailer[24..], HashTrailer(header, trailer));
    }

    /// <summary>Checks header and trailer and returns where the directory is.</summary>
    public static BlockEntry ReadEnds(IBlockSource source)
    {
        if (source.Length < HeaderLength + TrailerLength)
            throw new ColumnFileDamagedException(source.Name, "header", $"A column file of {source.Length} bytes is too short.");
        Span<byte> header = stackalloc byte[HeaderLength];
        source.Read(0, header);
        if (!header.StartsWith(Magic)) throw new ColumnFileDamagedException(source.Name, "header", "This is not a column file.");
        var version = BitConverter.ToInt32(header[8..]);
        if (version != Version)
            throw new ColumnFileDamagedException(source.Name, "header", $"Version {version} of the format cannot be read; this program reads version {Version}.");

        Span<byte> trailer = stackalloc byte[TrailerLength];
        source.Read(source.Length - TrailerLength, trailer);
        if (BitConverter.ToUInt64(trailer[24..]) != HashTrailer(header, trailer))
            throw new ColumnFileDamagedException(source.Name, "trailer", "The checksum does not fit; the file is damaged or cut off.");
        var directory = new BlockEntry(BitConverter.ToInt64(trailer), BitConverter.ToInt64(trailer[8..]), BitConverter.ToUInt64(trailer[16..]));
        if (directory.Offset < HeaderLength || directory.Length < 0 || directory.Length > Array.MaxLength
            || directory.Offset + directory.Length + TrailerLength != source.Length)
            throw new ColumnFileDamagedException(source.Name, "trailer", "The directory does not end where the trailer starts.");
        return directory;
    }

    private static ulong HashTrailer(ReadOnlySpan<byte> header, ReadOnlySpan<byte> trailer)
    {
        Span<byte> all = stackalloc byte[HeaderLength + 24];
        header.CopyTo(all);
        trailer[..24].CopyTo(all[HeaderLength..]);
        return XxHash3.HashToUInt64(all);
    }
}
