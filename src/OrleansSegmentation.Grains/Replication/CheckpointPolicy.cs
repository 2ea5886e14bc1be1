namespace OrleansSegmentation.Grains.Replication;

/// <summary>When a replica writes a checkpoint: so often that a restart replays little, so seldom that writing costs little.</summary>
/// <param name="maxBytes">Content applied since the last one.</param>
/// <param name="maxEpochs">Entries applied since the last one.</param>
internal sealed class CheckpointPolicy(long maxBytes = 64L << 20, long maxEpochs = 4_096)
{
    private long _bytes;
    private long _epochs;
    private bool _isDemanded;

    /// <summary>Gets whether it is time.</summary>
    public bool IsDue => _isDemanded || _bytes >= maxBytes || _epochs >= maxEpochs;

    /// <summary>Notes an entry that changed the replica.</summary>
    public void Count(long bytes)
    {
        _bytes += bytes;
        _epochs++;
    }

    /// <summary>Makes it time: files hold what must go.</summary>
    public void Demand() => _isDemanded = true;

    /// <summary>Notes that a checkpoint was written, or need not be.</summary>
    public void Reset() => (_bytes, _epochs, _isDemanded) = (0, 0, false);
}
