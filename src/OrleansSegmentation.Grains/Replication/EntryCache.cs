namespace OrleansSegmentation.Grains.Replication;

/// <summary>The log entries that replicas of this silo read lately, so that each is fetched and decoded once for all of them. Thread-safe.</summary>
/// <param name="capacityBytes">What may be kept; the entries not used for longest go first.</param>
internal sealed class EntryCache(long capacityBytes)
{
    private readonly object _gate = new();
    private readonly Dictionary<(Guid SandboxId, long Epoch), LinkedListNode<Slot>> _slots = [];
    private readonly LinkedList<Slot> _byUse = new(); // last used first
    private long _sizeBytes;

    /// <summary>Gets the bytes kept now.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_gate) return _sizeBytes;
        }
    }

    /// <summary>Returns an entry, or null.</summary>
    public ReplicaEntry? Find(Guid sandboxId, long epoch)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue((sandboxId, epoch), out var node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Entry;
        }
    }

    /// <summary>Keeps an entry.</summary>
    public void Add(Guid sandboxId, ReplicaEntry entry, long sizeBytes)
    {
        lock (_gate)
        {
            var key = (sandboxId, entry.Epoch);
            if (_slots.ContainsKey(key)) return;
            _slots.Add(key, _byUse.AddFirst(new Slot(key, entry) { SizeBytes = sizeBytes }));
            _sizeBytes += sizeBytes;
            Trim();
        }
    }

    /// <summary>Notes that an entry grew, because something of it was decoded.</summary>
    public void Grow(Guid sandboxId, long epoch, long sizeBytes)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue((sandboxId, epoch), out var node)) return;
            node.Value.SizeBytes += sizeBytes;
            _sizeBytes += sizeBytes;
            Trim();
        }
    }

    private void Trim()
    {
        while (_sizeBytes > capacityBytes && _byUse.Count > 1) // the newest is in use
        {
            var oldest = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _slots.Remove(oldest.Key);
            _sizeBytes -= oldest.SizeBytes;
        }
    }

    private sealed class Slot((Guid SandboxId, long Epoch) key, ReplicaEntry entry)
    {
        public (Guid SandboxId, long Epoch) Key { get; } = key;

        public ReplicaEntry Entry { get; } = entry;

        public long SizeBytes { get; set; }
    }
}
