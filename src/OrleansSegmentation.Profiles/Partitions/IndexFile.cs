using System.Buffers.Binary;
using System.IO.Hashing;
using OrleansSegmentation.Columnar.Format;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The frame of the index file: magic number, version and one checksum over all that follows.</summary>
internal static class IndexFile
{
    private const uint Magic = 0x5849_534F; // "OSIX"
    private const int Version = 3;
    private const int HeaderBytes = 16;

    /// <summary>Makes the bytes of a file.</summary>
    public static byte[] Encode(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(0UL);
        write(writer);
        writer.Flush();
        var bytes = stream.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), XxHash3.HashToUInt64(bytes.AsSpan(HeaderBytes)));
        return bytes;
    }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="PartitionFileDamagedException">It is not what was written.</exception>
    public static void Decode(IBlockSource source, Action<BinaryReader> read)
    {
        if (source.Length is < HeaderBytes or > int.MaxValue) throw new PartitionFileDamagedException(source.Name, $"Its length {source.Length} is impossible.");
        var bytes = new byte[source.Length];
        source.Read(0, bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) throw new PartitionFileDamagedException(source.Name, "It is not an index file.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4));
        if (version != Version) throw new PartitionFileDamagedException(source.Name, $"Its version {version} is not {Version}.");
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)) != XxHash3.HashToUInt64(bytes.AsSpan(HeaderBytes))) throw new PartitionFileDamagedException(source.Name, "Its checksum does not fit.");
        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, bytes.Length - HeaderBytes));
        try
        {
            read(reader);
        }
        catch (EndOfStreamException exception)
        {
            throw new PartitionFileDamagedException(source.Name, "It ends too early.", exception);
        }
    }
}
