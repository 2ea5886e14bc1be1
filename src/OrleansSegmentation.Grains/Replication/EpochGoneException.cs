namespace OrleansSegmentation.Grains.Replication;

/// <summary>A replica was asked for an epoch that it has passed; the caller takes a newer one.</summary>
[GenerateSerializer, Alias("segmentation.epoch-gone")]
internal sealed class EpochGoneException(long epoch, long appliedEpoch)
    : Exception($"Epoch {epoch} is gone: the replica is at epoch {appliedEpoch}, and data changed in between.")
{
    /// <summary>Gets the epoch asked for.</summary>
    [Id(0)] public long Epoch { get; } = epoch;
}
