using System.Buffers.Binary;
using System.IO.Hashing;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Gives distinct strings codes 0, 1, 2, … in order of arrival.</summary>
internal sealed class StringDictionary
{
    private PooledList<byte> _bytes;
    private PooledList<int> _ends;
    private PooledList<uint> _hashes;
    private int[] _buckets = new int[16]; // open addressing: code + 1, 0 = free; at most half full

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int code] => _bytes.Span[(code == 0 ? 0 : _ends[code - 1]).._ends[code]];

    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        var hash = (uint)XxHash3.HashToUInt64(utf8);
        var mask = _buckets.Length - 1;
        var bucket = (int)hash & mask;
        for (int entry; (entry = _buckets[bucket]) != 0; bucket = (bucket + 1) & mask)
            if (_hashes[entry - 1] == hash && utf8.SequenceEqual(this[entry - 1])) return entry - 1;

        _bytes.AddRange(utf8);
        _ends.Add(_bytes.Count);
        _hashes.Add(hash);
        _buckets[bucket] = _ends.Count;
        if (_ends.Count * 2L > _buckets.Length) Grow();
        return _ends.Count - 1;
    }

    /// <summary>Makes the dictionary, ascending by UTF-8 bytes, and tells the new code of each code.</summary>
    public Utf8Strings Build(out int[] newCodes)
    {
        var order = new int[Count];
        var prefixes = new ulong[Count];
        for (var code = 0; code < order.Length; code++)
        {
            order[code] = code;
            prefixes[code] = Prefix(this[code]);
        }

        // numbers sort many times faster than spans; only strings that share their first 8 bytes are compared as text
        Array.Sort(prefixes, order);
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && prefixes[end] == prefixes[start]) end++;
            if (end - start > 1) order.AsSpan(start, end - start).Sort((left, right) => this[left].SequenceCompareTo(this[right]));
            start = end;
        }

        newCodes = new int[Count];
        var bytes = new byte[_bytes.Count];
        var offsets = new int[Count + 1];
        for (var i = 0; i < order.Length; i++)
        {
            newCodes[order[i]] = i;
            var text = this[order[i]];
            text.CopyTo(bytes.AsSpan(offsets[i]));
            offsets[i + 1] = offsets[i] + text.Length;
        }

        return new Utf8Strings(bytes, offsets);
    }

    public void Release()
    {
        _bytes.Release();
        _ends.Release();
        _hashes.Release();
        _buckets = [];
    }

    private static ulong Prefix(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong)) return BinaryPrimitives.ReadUInt64BigEndian(text);
        ulong prefix = 0;
        for (var i = 0; i < text.Length; i++) prefix |= (ulong)text[i] << (56 - (8 * i));
        return prefix;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        var mask = _buckets.Length - 1;
        for (var code = 0; code < _hashes.Count; code++)
        {
            var bucket = (int)_hashes[code] & mask;
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & mask;
            _buckets[bucket] = code + 1;
        }
    }
}
