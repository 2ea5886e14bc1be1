using System.IO.Hashing;

namespace OrleansSegmentation.Profiles.Records;

/// <summary>The names seen in the objects of one record, as hashes: notices a name that may stand twice in one object.</summary>
/// <remarks>A false alarm only costs the slow way of reading that record, so names themselves are not kept.</remarks>
internal sealed class NameSet
{
    // Differs per process, so that nobody can prepare records whose names all fall into one slot.
    private static readonly long Seed = Random.Shared.NextInt64();

    private ulong[] _slots = new ulong[256];
    private int _count;

    /// <summary>Forgets all names.</summary>
    public void Clear()
    {
        if (_count == 0) return;
        Array.Clear(_slots);
        _count = 0;
    }

    /// <summary>Adds a name; false when the object may have it already.</summary>
    /// <param name="objectNumber">Which object of the record.</param>
    /// <param name="name">The name as written, without escapes.</param>
    public bool Add(int objectNumber, ReadOnlySpan<byte> name)
    {
        if (2 * _count >= _slots.Length) Grow();
        var hash = XxHash3.HashToUInt64(name, Seed) + (ulong)objectNumber * 0x9E37_79B9_7F4A_7C15UL;
        if (hash == 0) hash = 1; // 0 marks an empty slot
        if (!Insert(hash)) return false;
        _count++;
        return true;
    }

    private bool Insert(ulong hash)
    {
        var mask = _slots.Length - 1;
        for (var slot = (int)(hash >> 40) & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == hash) return false;
            if (_slots[slot] != 0) continue;
            _slots[slot] = hash;
            return true;
        }
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash != 0) Insert(hash);
        }
    }
}
