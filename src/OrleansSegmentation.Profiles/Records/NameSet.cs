using System.Buffers.Binary;
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
        var hash = Hash(name) + (ulong)objectNumber * 0x9E37_79B9_7F4A_7C15UL;
        if (hash == 0) hash = 1; // 0 marks an empty slot
        if (!Insert(hash)) return false;
        _count++;
        return true;
    }

    // Most names are short: two overlapping words hold all of their bytes, which is several times faster than a hash of any length.
    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        ulong first, last;
        switch (name.Length)
        {
            case > 16:
                return XxHash3.HashToUInt64(name, Seed);
            case >= 8:
                first = BinaryPrimitives.ReadUInt64LittleEndian(name);
                last = BinaryPrimitives.ReadUInt64LittleEndian(name[^8..]);
                break;
            case >= 4:
                first = BinaryPrimitives.ReadUInt32LittleEndian(name);
                last = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
                break;
            case > 0:
                first = name[0];
                last = name[name.Length / 2] + ((uint)name[^1] << 8);
                break;
            default:
                first = last = 0;
                break;
        }

        var high = Math.BigMul(first ^ (ulong)Seed, last ^ ((ulong)name.Length * 0xD6E8_FEB8_6659_FD93UL) ^ 0xA076_1D64_78BD_642FUL, out var low);
        return high ^ low;
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
