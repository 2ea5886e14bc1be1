using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The files of a checkpoint.</summary>
/// <param name="FormatVersion">Version of this document.</param>
/// <param name="Partition">The index of the partition.</param>
/// <param name="Epoch">The last epoch applied.</param>
/// <param name="Index">The files with clusters, rows and the bookkeeping of views, the oldest first.</param>
/// <param name="ContentEnd">The address after the last byte of content.</param>
/// <param name="Contents">The files with content, in order of addresses.</param>
/// <param name="Views">The views, in the order of the index file.</param>
internal sealed record PartitionManifest(
    int FormatVersion, int Partition, long Epoch, IReadOnlyList<string> Index, long ContentEnd, IReadOnlyList<ContentFileEntry> Contents, IReadOnlyList<ViewEntry> Views)
{
    public const int CurrentVersion = 3;

    /// <summary>Gets the names of all files.</summary>
    public IEnumerable<string> FileNames => [.. Index, .. Contents.Select(static file => file.Name), .. Views.SelectMany(static view => view.Pieces)];

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, PartitionManifestJson.Default.PartitionManifest);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public static PartitionManifest Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(bytes, PartitionManifestJson.Default.PartitionManifest) ?? throw new JsonException("It is null.");
            return manifest.FormatVersion == CurrentVersion
                ? manifest
                : throw new InvalidDataException($"Partition manifest version {manifest.FormatVersion} is not known; version {CurrentVersion} is.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("The partition manifest cannot be read.", exception);
        }
    }
}

/// <summary>A file with a range of the content log.</summary>
internal sealed record ContentFileEntry(string Name, long Start, long Length);

/// <summary>A view and the files of its pieces.</summary>
internal sealed record ViewEntry(MergeRules Rules, IReadOnlyList<string> Pieces);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PartitionManifest))]
internal sealed partial class PartitionManifestJson : JsonSerializerContext;
