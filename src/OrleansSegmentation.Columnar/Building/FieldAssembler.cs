using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Collects one field of the objects of one column: a column of the objects that have it.</summary>
internal sealed class FieldAssembler(string name, byte[] utf8Name)
{
    // A field in fewer than one in eight positions is kept sparse: 4 bytes per row it has instead of a value per position.
    private const int SparseFactor = 8;

    private PositionList _rows;

    public string Name { get; } = name;

    public ReadOnlySpan<byte> Utf8Name => utf8Name;

    public ColumnAssembler Values { get; } = new();

    /// <summary>Gets or sets the field that followed this one last time: the first guess for the next time.</summary>
    public FieldAssembler? Follower { get; set; }

    /// <summary>Adds the object at a position to those that have the field; returns the position of its value.</summary>
    public int Add(int row)
    {
        if (_rows.Last >= row) throw new InvalidOperationException($"The object at position {row} already has a field \"{Name}\".");
        _rows.Add(row);
        return Values.AddPosition();
    }

    public ObjectField Build(int count, int[]? map)
    {
        if ((long)_rows.Count * SparseFactor >= count)
            return new ObjectField(Name, null, Values.Build(count, _rows.Translate(map)));
        var rows = new int[_rows.Count];
        _rows.WriteTo(rows, map);
        return new ObjectField(Name, rows, Values.Build(rows.Length, map: null));
    }

    public void Release()
    {
        _rows.Release();
        Values.Release();
    }
}
