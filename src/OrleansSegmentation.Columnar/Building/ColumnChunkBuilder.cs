using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;

namespace OrleansSegmentation.Columnar.Building;

/// <summary>Builds a <see cref="ColumnChunk"/> row by row. Not thread-safe; good for one chunk.</summary>
/// <remarks>
/// <para>
/// A row is written as <see cref="BeginRow"/>, its fields, <see cref="EndRow"/>; a field is <see cref="PropertyName"/> and one value. The
/// row's own object is implied: no <see cref="StartObject"/> for it. <see cref="AppendJson"/> writes a whole row at once.
/// </para>
/// <para>
/// Names within one object are distinct; text is valid UTF-8. A null field is a missing field. What is written in the wrong place throws
/// <see cref="InvalidOperationException"/>; after any exception inside a row the builder is of no further use.
/// </para>
/// </remarks>
public sealed partial class ColumnChunkBuilder
{
    /// <summary>The deepest nesting of objects and lists, the row itself being level 1: 64 of a record, and an event stands two levels below its row.</summary>
    public const int MaxDepth = 66;

    private readonly ColumnAssembler _rows = new();
    private readonly SortedDictionary<string, RowBitmap> _marks = new(StringComparer.Ordinal);
    private readonly Frame[] _frames = new Frame[MaxDepth];
    private int _depth;
    private bool _isBuilt;

    /// <summary>Gets the number of rows, the one being written included.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Begins a row.</summary>
    /// <exception cref="InvalidOperationException">The last row was not ended, or the chunk has <see cref="ColumnChunk.MaxRowCount"/> rows.</exception>
    public void BeginRow()
    {
        RequireBetweenRows();
        RequireRoom(1);
        var row = _rows.AddPosition();
        _rows.Objects.Start(row);
        _depth = 1;
        _frames[0] = new Frame { Objects = _rows.Objects, Position = row };
    }

    /// <summary>Ends the row.</summary>
    public void EndRow()
    {
        if (_depth != 1) throw Misplaced("A row can be ended only after all its objects and lists are.");
        RequireNoPendingName();
        _depth = 0;
    }

    /// <summary>Adds rows that hold nothing, not even an empty object: numbers no profile has.</summary>
    /// <param name="count">How many.</param>
    public void SkipRows(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        RequireBetweenRows();
        RequireRoom(count);
        for (var i = 0; i < count; i++) _rows.AddPosition();
    }

    /// <summary>Puts the row begun last into the set of rows called <paramref name="name"/>.</summary>
    public void Mark(string name)
    {
        if (RowCount == 0) throw Misplaced("There is no row to mark yet.");
        if (!_marks.TryGetValue(name, out var rows)) _marks.Add(name, rows = new RowBitmap(ColumnChunk.MaxRowCount));
        rows.Set(RowCount - 1);
    }

    /// <summary>Makes the chunk. The builder cannot be used after it.</summary>
    public ColumnChunk Build()
    {
        RequireBetweenRows();
        _isBuilt = true;
        var marks = new SortedList<string, RowBitmap>(_marks.Count, StringComparer.Ordinal);
        foreach (var (name, rows) in _marks) marks.Add(name, rows.Slice(0, RowCount));
        var chunk = new ColumnChunk(_rows.Build(RowCount, map: null), marks);
        _rows.Release();
        return chunk;
    }

    private void RequireBetweenRows()
    {
        if (_isBuilt) throw Misplaced("The chunk has been built.");
        if (_depth != 0) throw Misplaced("The last row has not been ended.");
    }

    private void RequireRoom(int count)
    {
        if (count > ColumnChunk.MaxRowCount - RowCount)
            throw new InvalidOperationException($"A chunk has at most {ColumnChunk.MaxRowCount} rows; it has {RowCount}, and {count} more were asked for.");
    }

    /// <summary>An object or list being written.</summary>
    private struct Frame
    {
        /// <summary>The objects it is one of, or null for a list.</summary>
        public ObjectAssembler? Objects;

        /// <summary>The lists it is one of, or null for an object.</summary>
        public ListAssembler? Lists;

        /// <summary>Where the object is in its column.</summary>
        public int Position;

        /// <summary>The field named last.</summary>
        public FieldAssembler? Field;

        /// <summary>Whether that field waits for its value.</summary>
        public bool IsFieldPending;
    }
}
