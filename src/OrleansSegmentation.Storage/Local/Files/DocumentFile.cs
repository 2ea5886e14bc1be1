using System.IO.Hashing;

namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>The bytes of a document's file: magic, 8; format version, 4; zero, 4; id of this version of the content, 16; XxHash3 of all else, 8; content.</summary>
internal static class DocumentFile
{
    private const int HeaderLength = 40;
    private const int ChecksumAt = 32;
    private const int FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "OSEGDOCU"u8;

    /// <summary>Makes the file of a new version, and its ETag.</summary>
    public static byte[] Write(ReadOnlySpan<byte> content, out string etag)
    {
        // a fresh id rather than a counter or hash: a document deleted and made anew never has an old ETag
        var id = Guid.NewGuid();
        var file = new byte[HeaderLength + content.Length];
        Magic.CopyTo(file);
        BitConverter.TryWriteBytes(file.AsSpan(8), FormatVersion);
        id.TryWriteBytes(file.AsSpan(16));
        content.CopyTo(file.AsSpan(HeaderLength));
        BitConverter.TryWriteBytes(file.AsSpan(ChecksumAt), Checksum(file));
        etag = id.ToString("N");
        return file;
    }

    /// <summary>Reads and checks a document.</summary>
    /// <exception cref="StorageDamagedException">It is damaged.</exception>
    public static StoredDocument Read(byte[] file, string path)
    {
        if (file.Length < HeaderLength || !file.AsSpan().StartsWith(Magic)) throw new StorageDamagedException(path, "The document does not start as one.");
        if (BitConverter.ToInt32(file, 8) is var version && version != FormatVersion)
            throw new StorageDamagedException(path, $"The document has format version {version}; this program reads version {FormatVersion}.");
        if (BitConverter.ToUInt64(file, ChecksumAt) != Checksum(file)) throw new StorageDamagedException(path, "The document's checksum does not fit.");
        return new StoredDocument(file.AsMemory(HeaderLength), new Guid(file.AsSpan(16, 16)).ToString("N"));
    }

    private static ulong Checksum(ReadOnlySpan<byte> file)
    {
        var hash = new XxHash3();
        hash.Append(file[..ChecksumAt]);
        hash.Append(file[HeaderLength..]);
        return hash.GetCurrentHashAsUInt64();
    }
}
