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

    /// <summary>Returns what the names of the files of the next checkpoint start with; no other checkpoint has the same.</summary>
    public string NextPrefix() => $"{folder}/{NextVersion}-{Guid.NewGuid():N}";

    private int NextVersion => (_manifest?.Version ?? 0) + 1;

    /// <summary>Reads the manifest, or returns null when there is no checkpoint yet.</summary>
    /// <exception cref="StorageDamagedException">It cannot be read.</exception>
    public async Task<CheckpointManifest?> LoadAsync(CancellationToken cancellationToken)
    {
        var document = await files.ReadDocumentAsync(ManifestName, cancellationToken);
        _etag = document?.ETag;
        _manifest = document is null ? null : Parse(document);
        return _manifest;
    }

    /// <summary>Reads a file that the manifest names.</summary>
    /// <exception cref="StorageDamagedException">It is missing.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellationToken) =>
        await files.ReadAsync(name, cancellationToken) ?? throw new StorageDamagedException(name, "A file that the manifest names is missing.");

    /// <summary>Writes the files of a checkpoint, makes it the current one and deletes what only the one before needed.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="cancellationToken">Stops the writing; the old checkpoint stays.</param>
    /// <returns>False when another activation wrote one meanwhile; nothing is left behind.</returns>
    public async Task<bool> SaveAsync(CheckpointDraft checkpoint, CancellationToken cancellationToken)
    {
        foreach (var (name, write) in checkpoint.NewFiles) await files.CreateAsync(name, write, cancellationToken);

        var next = new CheckpointManifest(
            Format, NextVersion, checkpoint.Epoch, checkpoint.DataEpoch, checkpoint.StateName, checkpoint.ProfileManifest, checkpoint.FileNames);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(next, CheckpointJson.Default.CheckpointManifest);
        var etag = await files.ReplaceDocumentAsync(ManifestName, bytes, _etag, cancellationToken);
        var obsolete = etag is null ? checkpoint.NewFiles.Select(static file => file.Name) : _manifest?.FileNames.Except(next.FileNames) ?? [];
        if (etag is not null) (_etag, _manifest) = (etag, next);
        foreach (var name in obsolete.ToList()) await files.DeleteAsync(name, cancellationToken);
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

/// <summary>A checkpoint that is to be written.</summary>
/// <param name="Epoch">The log prefix it stands for.</param>
/// <param name="DataEpoch">The last epoch up to it that changed data.</param>
/// <param name="StateName">The file with the state of the replica.</param>
/// <param name="ProfileManifest">What names the files of the profiles; null in an identity shard.</param>
/// <param name="NewFiles">The files that have to be written.</param>
/// <param name="FileNames">All files of the checkpoint; some may be there from the one before.</param>
internal sealed record CheckpointDraft(
    long Epoch, long DataEpoch, string StateName, byte[]? ProfileManifest,
    IReadOnlyList<(string Name, Func<Stream, CancellationToken, Task> Write)> NewFiles, IReadOnlyList<string> FileNames);

/// <summary>What a checkpoint consists of.</summary>
/// <param name="Format">The format of this document.</param>
/// <param name="Version">1 for the first checkpoint of the replica, and so on.</param>
/// <param name="Epoch">The log prefix it stands for.</param>
/// <param name="DataEpoch">The last epoch up to it that changed data.</param>
/// <param name="StateName">The file with the state of the replica.</param>
/// <param name="ProfileManifest">What names the files of the profiles; null in an identity shard.</param>
/// <param name="FileNames">All its files.</param>
internal sealed record CheckpointManifest(
    int Format, int Version, long Epoch, long DataEpoch, string StateName, byte[]? ProfileManifest, IReadOnlyList<string> FileNames);

/// <summary>How the manifest is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointManifest))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
