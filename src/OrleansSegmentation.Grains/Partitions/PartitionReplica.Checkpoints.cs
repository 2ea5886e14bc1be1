using System.Diagnostics;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>What a checkpoint of a partition consists of.</content>
internal sealed partial class PartitionReplica
{
    private readonly Dictionary<string, IStoredFile> _openFiles = new(StringComparer.Ordinal); // contents are read from them when needed

    /// <inheritdoc />
    protected override bool IsPinned => _memberships.PinCount > 0;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var file in _openFiles.Values) file.Dispose();
        _openFiles.Clear();
    }

    /// <inheritdoc />
    protected override async Task LoadAsync(CheckpointManifest manifest)
    {
        var profileManifest = manifest.ProfileManifest ?? throw new StorageDamagedException($"part/{_partition}/manifest", "The manifest names no profiles.");
        var bytes = await Checkpoints.ReadAsync(manifest.StateName, CancellationToken.None);
        var (state, memberships) = await ComputeAsync(() => PartitionStateFile.Decode(manifest.StateName, bytes.Span));
        await OpenAsync(manifest.FileNames);
        _profiles = await ComputeAsync(() => LoadProfiles(profileManifest));
        _profiles.AdvanceTo(manifest.Epoch); // the files may be of an earlier epoch since when nothing changed here
        _partitionCount = state.PartitionCount;
        CheckpointPolicy.ShareAmong(_partitionCount);
        foreach (var policy in state.Policies) _policies[policy.Id] = policy;
        foreach (var (segmentId, membership) in memberships) _memberships.Load(segmentId, membership);
    }

    /// <inheritdoc />
    protected override Task<bool> CompactAsync() => ComputeAsync(() => _profiles.Compact(EvaluationPool.SliceLength));

    /// <inheritdoc />
    protected override async Task<Func<Task<bool>>> PrepareCheckpointAsync()
    {
        var prefix = Checkpoints.NextPrefix();
        var (epoch, dataEpoch) = (AppliedEpoch, DataEpoch);
        var (profiles, state) = await ComputeAsync(
            () => (_profiles.Prepare(prefix), PartitionStateFile.Encode(_partitionCount, [.. _policies.Values], _memberships.Segments)));
        return () => SaveAsync(prefix, profiles, state, epoch, dataEpoch);
    }

    // Items of kinds that are not named here change something, or may.
    private async Task TouchAsync(ReplicaEntry entry)
    {
        foreach (var item in entry.Items)
        {
            Touch(item switch
            {
                BatchItem batch => (await entry.GetBatch(batch).DecodeAsync()).Route.Touches(_partition),
                RemoveItem removal => _plans[removal].Count > 0,
                _ => !ControlItems.Contain(item),
            });
        }
    }

    private async Task<bool> SaveAsync(string prefix, PartitionCheckpoint profiles, byte[] state, long epoch, long dataEpoch)
    {
        var stateName = prefix + ".state";
        var files = profiles.Parts.Select(part => (part.Name, Write(part)))
            .Append((stateName, (stream, token) => stream.WriteAsync(state, token).AsTask())).ToList();
        var draft = new CheckpointDraft(epoch, dataEpoch, stateName, profiles.Manifest.ToArray(), files, [.. profiles.FileNames, stateName]);
        return await Checkpoints.SaveAsync(draft, CancellationToken.None) && await RunAsync(() => CompleteAsync(profiles), CancellationToken.None);
    }

    // Encoding columns is CPU work; the stream is a local file or a buffer.
    private Func<Stream, CancellationToken, Task> Write(CheckpointPart part) => (stream, token) => _pool.RunAsync(
        this,
        () =>
        {
            var start = Stopwatch.GetTimestamp();
            part.Write(stream);
            IngestMeter.AddTime("checkpoint", start);
            if (stream.CanSeek) IngestMeter.AddBytes("checkpoint", stream.Position);
            return true;
        },
        token);

    private async Task<bool> CompleteAsync(PartitionCheckpoint profiles)
    {
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
