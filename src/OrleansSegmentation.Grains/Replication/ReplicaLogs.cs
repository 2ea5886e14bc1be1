using System.Collections.Concurrent;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The log readers of this silo: one per sandbox, with one cache for all.</summary>
internal sealed class ReplicaLogs(ISegmentationStorage storage, EvaluationPool pool)
{
    private const long CacheBytes = 128L << 20;
    private const long HandoverBytes = 64L << 20;

    private readonly EntryCache _cache = new(CacheBytes);
    private readonly PayloadHandover _handover = new(HandoverBytes);
    private readonly ConcurrentDictionary<Guid, SandboxLogReader> _readers = new();

    /// <summary>Returns the reader of a sandbox; the same one for the same id.</summary>
    public SandboxLogReader Get(Guid sandboxId) =>
        _readers.GetOrAdd(sandboxId, id => new SandboxLogReader(id, storage, pool, _cache, _handover));
}
