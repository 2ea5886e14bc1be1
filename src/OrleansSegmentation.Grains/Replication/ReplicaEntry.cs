using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>A committed log entry as replicas use it. Shared by all replicas of the silo; immutable but for what it decodes on demand.</summary>
internal sealed class ReplicaEntry(LogEntry entry, Func<BatchItem, ReplicaBatch> toBatch)
{
    private readonly Dictionary<BatchItem, ReplicaBatch> _batches =
        entry.Items.OfType<BatchItem>().ToDictionary<BatchItem, BatchItem, ReplicaBatch>(static item => item, toBatch, ReferenceEqualityComparer.Instance);

    /// <summary>Gets the epoch.</summary>
    public long Epoch => entry.Epoch;

    /// <summary>Gets the log time, ms since 1970.</summary>
    public long TimeMs => entry.TimeMs;

    /// <summary>Gets the items in order.</summary>
    public IReadOnlyList<LogItem> Items => entry.Items;

    /// <summary>Gets whether the entry changes profiles or memberships.</summary>
    public bool HasData { get; } = entry.Items.Any(static item => item.ChangesData);

    /// <summary>Returns the content of a batch of this entry.</summary>
    public ReplicaBatch GetBatch(BatchItem item) => _batches[item];
}
