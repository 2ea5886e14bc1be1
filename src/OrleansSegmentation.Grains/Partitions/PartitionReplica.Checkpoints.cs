using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Checkpoints: files that stand for a prefix of the log, so that a restart replays what came after only.</content>
internal sealed partial class PartitionReplica
{
    private readonly CheckpointStore _checkpoints;
    private readonly CheckpointPolicy _checkpointPolicy;
    private readonly Dictionary<string, IStoredFile> _openFiles = new(StringComparer.Ordinal); // contents are read from them when needed

    /// <summary>Gets the checkpoint being written, or the last one written. Its errors are logged, never thrown.</summary>
    public Task Checkpoint { get; private set; } = Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _openFiles.Values) file.Dispose();
        _openFiles.Clear();
    }

    /// <inheritdoc />
    protected override async Task<(long Epoch, long DataEpoch)> LoadAsync()
    {
        if (await _checkpoints.LoadAsync(CancellationToken.None) is not { } manifest) return default;
        var profileManifest = manifest.ProfileManifest ?? throw new StorageDamagedException($"part/{_partition}/manifest", "The manifest names no profiles.");
        var bytes = await _checkpoints.ReadAsync(manifest.StateName, CancellationToken.None);
        var (state, memberships) = await ComputeAsync(() => PartitionStateFile.Decode(manifest.StateName, bytes.Span));
        await OpenAsync(manifest.FileNames);
        _profiles = await ComputeAsync(() => LoadProfiles(profileManifest));
        _partitionCount = state.PartitionCount;
        foreach (var policy in state.Policies) _policies[policy.Id] = policy;
        foreach (var (segmentId, membership) in memberships) _memberships.Load(segmentId, membership);
        _savedEpoch = manifest.Epoch;
        return (manifest.Epoch, manifest.DataEpoch);
    }

    /// <inheritdoc />
    protected override async Task SettleAsync()
    {
        // An epoch that a running job reads must stay rebuildable, so the checkpoint may not pass it.
        if (!_checkpointPolicy.IsDue || _memberships.PinCount > 0 || !Checkpoint.IsCompleted) return;
        var prefix = _checkpoints.NextPrefix();
        var (profiles, state) = await ComputeAsync(
            () => (_profiles.Prepare(prefix), PartitionStateFile.Encode(_partitionCount, [.. _policies.Values], _memberships.Segments)));
        _checkpointPolicy.Reset();
        Checkpoint = SaveAsync(prefix, profiles, state, AppliedEpoch, DataEpoch); // the log goes on meanwhile
    }

    private async Task SaveAsync(string prefix, PartitionCheckpoint profiles, byte[] state, long epoch, long dataEpoch)
    {
        try
        {
            var stateName = prefix + ".state";
            var files = profiles.Parts.Select(part => (part.Name, Write(part)))
                .Append((stateName, (stream, token) => stream.WriteAsync(state, token).AsTask())).ToList();
            var draft = new CheckpointDraft(epoch, dataEpoch, stateName, profiles.Manifest.ToArray(), files, [.. profiles.FileNames, stateName]);
            if (await _checkpoints.SaveAsync(draft, CancellationToken.None)) await RunAsync(() => CompleteAsync(profiles, epoch), CancellationToken.None);
            else await _checkpoints.LoadAsync(CancellationToken.None); // another activation was first: the next one builds on that
        }
        catch (Exception exception)
        {
            LogCheckpointFailed(_logger, exception, _partition, epoch); // the log still has everything
        }
    }

    // Encoding columns is CPU work; the stream is a local file or a buffer.
    private Func<Stream, CancellationToken, Task> Write(CheckpointPart part) => (stream, token) => _pool.RunAsync(
        this,
        () =>
        {
            part.Write(stream);
            return true;
        },
        token);

    private async Task<bool> CompleteAsync(PartitionCheckpoint profiles, long epoch)
    {
        _savedEpoch = epoch;
        await OpenAsync(profiles.FileNames);
        await ComputeAsync(() =>
        {
            _profiles.Complete(profiles, FindOpen);
            return true;
        });
        foreach (var name in _openFiles.Keys.Except(profiles.FileNames).ToList())
        {
            _openFiles[name].Dispose();
            _openFiles.Remove(name);
        }

        return true;
    }

    private async Task OpenAsync(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !_openFiles.ContainsKey(name)))
        {
            var file = await Log.Files.OpenAsync(name, CancellationToken.None)
                ?? throw new StorageDamagedException(name, "A file that the manifest names is missing.");
            _openFiles.Add(name, file);
        }
    }

    private PartitionProfiles LoadProfiles(byte[] manifest)
    {
        try
        {
            return PartitionProfiles.Load(manifest, FindOpen);
        }
        catch (InvalidDataException exception)
        {
            throw new StorageDamagedException($"part/{_partition}/manifest", exception.Message, exception);
        }
    }

    private StoredFileBlockSource FindOpen(string name) => new(_openFiles[name]);
}
