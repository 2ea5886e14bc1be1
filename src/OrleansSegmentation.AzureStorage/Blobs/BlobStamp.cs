using System.Globalization;
using System.IO.Hashing;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Blobs;

/// <summary>What is stored beside the bytes of a blob, as its metadata: who wrote it, what was before, and a checksum.</summary>
/// <param name="Write">A fresh number for each write, so that a writer recognises its own.</param>
/// <param name="Checksum">XxHash3 of the content.</param>
/// <param name="Earlier">The numbers of the last writes that this one replaced, latest first.</param>
internal sealed record BlobStamp(string Write, ulong Checksum, IReadOnlyList<string> Earlier)
{
    private const string WriteKey = "write";
    private const string ChecksumKey = "xxh3";
    private const string EarlierKey = "earlier";
    private const int MaxEarlier = 8;

    /// <summary>Makes the stamp of a new write.</summary>
    public static BlobStamp New(ulong checksum, BlobStamp? replaced = null) => new(
        Guid.NewGuid().ToString("N"),
        checksum,
        replaced is null ? [] : [.. replaced.Earlier.Prepend(replaced.Write).Take(MaxEarlier)]);

    /// <summary>Reads the stamp of a blob.</summary>
    /// <exception cref="StorageDamagedException">It has none.</exception>
    public static BlobStamp Read(IDictionary<string, string> metadata, string blob) =>
        metadata.TryGetValue(WriteKey, out var write)
        && metadata.TryGetValue(ChecksumKey, out var text)
        && ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var checksum)
            ? new BlobStamp(write, checksum, metadata.TryGetValue(EarlierKey, out var earlier) ? earlier.Split('-') : [])
            : throw new StorageDamagedException(blob, "The blob lacks the metadata that it was written with.");

    /// <summary>Returns whether this blob is the result of a write, or came after it.</summary>
    public bool ComesFrom(BlobStamp write) => Write == write.Write || Earlier.Contains(write.Write);

    /// <summary>Throws unless the content is what was written.</summary>
    /// <exception cref="StorageDamagedException">It is not.</exception>
    public void Check(ReadOnlySpan<byte> content, string blob)
    {
        if (XxHash3.HashToUInt64(content) != Checksum) throw new StorageDamagedException(blob, "The blob's checksum does not fit.");
    }

    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string> { [WriteKey] = Write, [ChecksumKey] = Checksum.ToString("x16", CultureInfo.InvariantCulture) };
        if (Earlier.Count > 0) metadata[EarlierKey] = string.Join('-', Earlier);
        return metadata;
    }
}
