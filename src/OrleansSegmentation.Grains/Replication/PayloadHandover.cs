using System.Diagnostics.CodeAnalysis;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>
/// Payloads that a worker of this silo has just staged, for the replicas of this silo: they need not read back what is still in memory.
/// </summary>
/// <remarks>Only saves work: what is not here is in the file of the same name, byte for byte. Thread-safe.</remarks>
/// <param name="capacityBytes">What may be kept; the oldest go first.</param>
internal sealed class PayloadHandover(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Name, BatchPayload Payload)>> _byName = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, BatchPayload Payload)> _byAge = new();
    private long _bytes;

    /// <summary>Offers a payload under the name of its file, which nobody used before.</summary>
    public void Offer(string name, BatchPayload payload)
    {
        lock (_lock)
        {
            _byName.Add(name, _byAge.AddLast((name, payload)));
            _bytes += payload.SizeBytes;
            while (_bytes > capacityBytes) Remove(_byAge.First!);
        }
    }

    /// <summary>Takes a payload away: its entry is being read, or will never be.</summary>
    public bool TryTake(string name, [MaybeNullWhen(false)] out BatchPayload payload)
    {
        lock (_lock)
        {
            var found = _byName.TryGetValue(name, out var node);
            payload = node?.Value.Payload;
            if (found) Remove(node!);
            return found;
        }
    }

    private void Remove(LinkedListNode<(string Name, BatchPayload Payload)> node)
    {
        _byAge.Remove(node);
        _byName.Remove(node.Value.Name);
        _bytes -= node.Value.Payload.SizeBytes;
    }
}
