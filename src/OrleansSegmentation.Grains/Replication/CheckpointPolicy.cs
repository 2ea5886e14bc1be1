namespace OrleansSegmentation.Grains.Replication;

/// <summary>When a replica writes a checkpoint by itself: so often that a restart replays little and memory stays bounded, so seldom that writing costs little.</summary>
/// <param name="maxBytes">Content applied since the last one.</param>
/// <param name="maxEpochs">Entries since the last one, also those that changed nothing here.</param>
internal sealed class CheckpointPolicy(long maxBytes = 64L << 20, long maxEpochs = 4_096)
{
    // What is applied and not written yet is held in memory, by all partitions of a sandbox together about this much.
    private const long MaxUnsavedBytes = 160L << 20;
    private const long MinBytes = 1L << 20;

    private long _shareBytes = long.MaxValue;
    private long _bytes;

    /// <summary>Gets whether it is time.</summary>
    /// <param name="entries">Entries since the last one.</param>
    public bool IsDue(long entries) => _bytes >= Limit || entries >= maxEpochs;

    /// <summary>Gets whether so much more was applied since it was time that nothing more should be before a checkpoint is written.</summary>
    public bool IsOverdue => _bytes >= 2 * Limit;

    private long Limit => Math.Min(maxBytes, _shareBytes);

    /// <summary>Tells with how many others the replica shares the memory.</summary>
    public void ShareAmong(int replicaCount) => _shareBytes = Math.Max(MaxUnsavedBytes / replicaCount, MinBytes);

    /// <summary>Notes an entry that changed the replica.</summary>
    public void Count(long bytes) => _bytes += bytes;

    /// <summary>Notes that a checkpoint is being written.</summary>
    public void Reset() => _bytes = 0;
}
