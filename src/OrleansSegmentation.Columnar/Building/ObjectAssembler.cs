using System.IO.Hashing;
using System.Text;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects objects.</summary>
internal sealed class ObjectAssembler : PartAssembler
{
    private readonly List<FieldAssembler> _fields = [];
    private int[] _buckets = []; // open addressing over _fields, entry + 1, 0 = free; at most half full

    /// <summary>Gets the field that objects start with.</summary>
    public FieldAssembler? First { get; private set; }

    public void Start(int position) => Positions.Add(position);

    /// <summary>Finds or adds a field. <paramref name="previous"/> is the field written before it in the same object.</summary>
    public FieldAssembler GetField(ReadOnlySpan<byte> utf8Name, FieldAssembler? previous)
    {
        var guess = previous is null ? First : previous.Follower;
        if (guess is not null && utf8Name.SequenceEqual(guess.Utf8Name)) return guess;

        var field = Find(utf8Name);
        if (previous is null) First = field;
        else previous.Follower = field;
        return field;
    }

    public ObjectPart Build(int count, int[]? map)
    {
        var validity = MakeValidity(count, map, out _);
        var fields = new ObjectField[_fields.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = _fields[i].Build(count, map);
        Array.Sort(fields, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new ObjectPart(validity, fields);
    }

    public override void Release()
    {
        Positions.Release();
        foreach (var field in _fields) field.Release();
    }

    private FieldAssembler Find(ReadOnlySpan<byte> utf8Name)
    {
        if (_fields.Count * 2 >= _buckets.Length) Grow();
        var mask = _buckets.Length - 1;
        var bucket = (int)XxHash3.HashToUInt64(utf8Name) & mask;
        while (_buckets[bucket] != 0)
        {
            var candidate = _fields[_buckets[bucket] - 1];
            if (utf8Name.SequenceEqual(candidate.Utf8Name)) return candidate;
            bucket = (bucket + 1) & mask;
        }

        var field = new FieldAssembler(Encoding.UTF8.GetString(utf8Name), utf8Name.ToArray());
        _fields.Add(field);
        _buckets[bucket] = _fields.Count;
        return field;
    }

    private void Grow()
    {
        _buckets = new int[Math.Max(8, _buckets.Length * 2)];
        var mask = _buckets.Length - 1;
        for (var i = 0; i < _fields.Count; i++)
        {
            var bucket = (int)XxHash3.HashToUInt64(_fields[i].Utf8Name) & mask;
            while (_buckets[bucket] != 0) bucket = (bucket + 1) & mask;
            _buckets[bucket] = i + 1;
        }
    }
}
