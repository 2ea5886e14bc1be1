using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Identities;

/// <content>What a checkpoint of a shard consists of: one file.</content>
internal sealed partial class IdentityShardReplica
{
    /// <inheritdoc />
    protected override async Task LoadAsync(CheckpointManifest manifest)
    {
        var bytes = await Checkpoints.ReadAsync(manifest.StateName, CancellationToken.None);
        _index = await pool.RunAsync(this, () => Decode(manifest.StateName, bytes), CancellationToken.None);
    }

    /// <inheritdoc />
    protected override async Task<Func<Task<bool>>> PrepareCheckpointAsync()
    {
        var bytes = await pool.RunAsync(this, _index.Encode, CancellationToken.None);
        var name = Checkpoints.NextPrefix() + ".index";
        var draft = new CheckpointDraft(
            AppliedEpoch, DataEpoch, name, null, [(name, (stream, token) => stream.WriteAsync(bytes, token).AsTask())], [name]);
        return () => Checkpoints.SaveAsync(draft, CancellationToken.None);
    }

    // Items of kinds that are not named here change something, or may.
    private static bool IsKept(LogItem item) =>
        !ControlItems.Contain(item) && item is not (DropItem or PublishItem or MergePolicyItem or MergePolicyRemovedItem);

    private static IdentityIndex Decode(string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return IdentityIndex.Decode(bytes.Span);
        }
        catch (InvalidDataException exception)
        {
            throw new StorageDamagedException(name, exception.Message, exception);
        }
    }
}
