using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The checkpoint of one replica: files, and a manifest that names them. A cache of a log prefix, never a truth of its own.</summary>
/// <param name="files">The files of the sandbox.</param>
/// <param name="folder">For example <c>part/3</c>.</param>
internal sealed class CheckpointStore(IPartitionStore files, string folder)
{
    private const int Format = 1;

    private string? _etag; // of the manifest read or written last
    private CheckpointManifest? _manifest;

    private string ManifestName => folder + "/manifest";

    /// <summary>Reads the manifest, or returns null when there is no checkpoint yet.</summary>
    /// <exception cref="StorageDamagedException">It cannot be read.</exception>
    public async Task<CheckpointManifest?> LoadAsync(CancellationToken cancellationToken)
    {
        var document = await files.ReadDocumentAsync(ManifestName, cancellationToken);
        _etag = document?.ETag;
        _manifest = document is null ? null : Parse(document);
        return _manifest;
    }

    /// <summary>Reads a part of the checkpoint that was loaded last.</summary>
    /// <exception cref="StorageDamagedException">The part is missing.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string part, CancellationToken cancellationToken)
    {
        if (_manifest?.Files.GetValueOrDefault(part) is not { } name) throw new StorageDamagedException(ManifestName, $"The checkpoint has no part '{part}'.");
        return await files.ReadAsync(name, cancellationToken) ?? throw new StorageDamagedException(name, "A file that the manifest names is missing.");
    }

    /// <summary>Writes a checkpoint, makes it the current one and deletes the one before.</summary>
    /// <param name="epoch">The log prefix it stands for.</param>
    /// <param name="dataEpoch">The last epoch up to it that changed data.</param>
    /// <param name="parts">Name and content of each part.</param>
    /// <param name="cancellationToken">Stops the writing; the old checkpoint stays.</param>
    /// <returns>False when another activation wrote one meanwhile; nothing is left behind.</returns>
    public async Task<bool> SaveAsync(
        long epoch, long dataEpoch, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        var version = (_manifest?.Version ?? 0) + 1;
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, content) in parts)
        {
            var name = $"{folder}/{version}-{Guid.NewGuid():N}-{part}";
            await files.CreateAsync(name, content, cancellationToken);
            written.Add(part, name);
        }

        var next = new CheckpointManifest(Format, version, epoch, dataEpoch, written);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(next, CheckpointJson.Default.CheckpointManifest);
        var etag = await files.ReplaceDocumentAsync(ManifestName, bytes, _etag, cancellationToken);
        var obsolete = etag is null ? written : _manifest?.Files;
        if (etag is not null) (_etag, _manifest) = (etag, next);
        foreach (var name in obsolete?.Values ?? []) await files.DeleteAsync(name, cancellationToken);
        return etag is not null;
    }

    private CheckpointManifest Parse(StoredDocument document)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(document.Content.Span, CheckpointJson.Default.CheckpointManifest)
                ?? throw new JsonException("The manifest is null.");
            return manifest.Format == Format ? manifest : throw new JsonException($"Format {manifest.Format} is not known, only {Format}.");
        }
        catch (JsonException exception)
        {
            throw new StorageDamagedException(ManifestName, $"The manifest cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>What a checkpoint consists of.</summary>
/// <param name="Format">The format of this document.</param>
/// <param name="Version">1 for the first checkpoint of the replica, and so on.</param>
/// <param name="Epoch">The log prefix it stands for.</param>
/// <param name="DataEpoch">The last epoch up to it that changed data.</param>
/// <param name="Files">The file of each part.</param>
internal sealed record CheckpointManifest(int Format, int Version, long Epoch, long DataEpoch, IReadOnlyDictionary<string, string> Files);

/// <summary>How the manifest is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
