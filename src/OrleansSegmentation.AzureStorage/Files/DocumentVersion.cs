using Azure;
using OrleansSegmentation.AzureStorage.Blobs;

namespace OrleansSegmentation.AzureStorage.Files;

/// <summary>What a document's ETag says to this store: the blob's version, and the stamp that the next write carries on.</summary>
/// <remarks>A writer whose answer was lost recognises its own write by the stamp even when others have replaced it since.</remarks>
internal readonly record struct DocumentVersion(ETag ETag, BlobStamp Stamp)
{
    private const char Separator = '|';

    /// <summary>Reads a text made by <see cref="ToString"/>; null when it is none, and so no version of any document.</summary>
    public static DocumentVersion? Parse(string text) =>
        text.Split(Separator) is [var etag, var write, .. var earlier] ? new DocumentVersion(new ETag(etag), new BlobStamp(write, 0, earlier)) : null;

    public override string ToString() => string.Join(Separator, [ETag.ToString(), Stamp.Write, .. Stamp.Earlier]);
}
