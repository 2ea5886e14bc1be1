namespace OrleansSegmentation.Grains.Replication;

/// <summary>When a replica writes a checkpoint by itself: so often that a restart replays little, so seldom that writing costs little.</summary>
/// <param name="maxBytes">Content applied since the last one.</param>
/// <param name="maxEpochs">Entries since the last one, also those that changed nothing here.</param>
internal sealed class CheckpointPolicy(long maxBytes = 64L << 20, long maxEpochs = 4_096)
{
    private long _bytes;

    /// <summary>Gets whether it is time.</summary>
    /// <param name="entries">Entries since the last one.</param>
    public bool IsDue(long entries) => _bytes >= maxBytes || entries >= maxEpochs;

    /// <summary>Notes an entry that changed the replica.</summary>
    public void Count(long bytes) => _bytes += bytes;

    /// <summary>Notes that a checkpoint is being written.</summary>
    public void Reset() => _bytes = 0;
}
