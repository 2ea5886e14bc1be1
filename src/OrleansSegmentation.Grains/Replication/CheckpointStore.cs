using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The checkpoint of one replica: files, and a manifest that names them. A cache of a log prefix, never a truth of its own.</summary>
/// <param name="files">The files of the sandbox.</param>
/// <param name="folder">For example <c>part/3</c>.</param>
internal sealed class CheckpointStore(IPartitionStore files, string folder)
{
    /// <summary>What the names of all files of partitions start with.</summary>
    public const string PartitionFolder = "part/";

    /// <summary>What the names of all files of identity shards start with.</summary>
    public const string ShardFolder = "shard/";

    private const int Format = 1;

    private string? _etag; // of the manifest read or written last
    private CheckpointManifest? _manifest;

    private string ManifestName => folder + "/manifest";

    /// <summary>Gets the folder.</summary>
    public string Folder => folder;

    /// <summary>Gets the log prefix that the newest known checkpoint stands for; 0 when there is none.</summary>
    public long Epoch => _manifest?.Epoch ?? 0;

    /// <summary>Returns the folder of a partition.</summary>
    public static string PartitionFolderOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"{PartitionFolder}{partition}");

    /// <summary>Returns the folder of a shard of the identity index.</summary>
    public static string ShardFolderOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"{ShardFolder}{shard}");

    /// <summary>Returns the version of the manifest that a file was written for; null when it is no file of a checkpoint.</summary>
    public static int? VersionOf(string name)
    {
        var file = name.AsSpan(name.LastIndexOf('/') + 1);
        var dash = file.IndexOf('-');
        return dash > 0 && int.TryParse(file[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

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
    /// <returns>
    /// False when another activation wrote one meanwhile, or one that is as new is there: nothing is left behind, and the replica must be built
    /// anew, because files that it relies on may be gone.
    /// </returns>
    public async Task<bool> SaveAsync(CheckpointDraft checkpoint, CancellationToken cancellationToken)
    {
        if (checkpoint.Epoch <= Epoch) return false; // the log may have been trimmed up to the newer one: it must never fall
        foreach (var (name, write) in checkpoint.NewFiles) await files.CreateAsync(name, write, cancellationToken);

        var before = _manifest;
        var isSaved = await ReplaceAsync(
            new CheckpointManifest(
                Format, NextVersion, checkpoint.Epoch, checkpoint.DataEpoch, checkpoint.StateName, checkpoint.ProfileManifest, checkpoint.FileNames),
            cancellationToken);
        var obsolete = isSaved ? before?.FileNames.Except(checkpoint.FileNames) ?? [] : checkpoint.NewFiles.Select(static file => file.Name);
        foreach (var name in obsolete.ToList()) await files.DeleteAsync(name, CancellationToken.None);
        return isSaved;
    }

    /// <summary>Lets the current checkpoint stand for a longer prefix of the log, in which nothing changed for the replica.</summary>
    /// <returns>As for <see cref="SaveAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">There is no checkpoint yet.</exception>
    public async Task<bool> RaiseAsync(long epoch, long dataEpoch, CancellationToken cancellationToken)
    {
        var manifest = _manifest ?? throw new InvalidOperationException("There is no checkpoint to raise.");
        return epoch > manifest.Epoch
            && await ReplaceAsync(manifest with { Version = NextVersion, Epoch = epoch, DataEpoch = dataEpoch }, cancellationToken);
    }

    private async Task<bool> ReplaceAsync(CheckpointManifest next, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(next, CheckpointJson.Default.CheckpointManifest);
        if (await files.ReplaceDocumentAsync(ManifestName, bytes, _etag, cancellationToken) is not { } etag) return false;
        (_etag, _manifest) = (etag, next);
        return true;
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
