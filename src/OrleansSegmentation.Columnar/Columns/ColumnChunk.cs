using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Columns;

/// <summary>Up to 65,536 rows of merged profiles, column-wise. Immutable and thread-safe.</summary>
/// <param name="rows">One object per row.</param>
/// <param name="marks">Named sets of rows beside the columns, such as the rows with an identity in a namespace; ordinal order of names.</param>
public sealed class ColumnChunk(ValueColumn rows, IReadOnlyDictionary<string, RowBitmap> marks)
{
    /// <summary>The most rows a chunk may have.</summary>
    public const int MaxRowCount = 65_536;

    /// <summary>Gets the number of rows.</summary>
    public int RowCount => Rows.Count;

    /// <summary>Gets the profiles: one object per row.</summary>
    public ValueColumn Rows { get; } = rows;

    /// <summary>Gets the named sets of rows.</summary>
    public IReadOnlyDictionary<string, RowBitmap> Marks { get; } = marks;

    /// <summary>Returns about how many bytes of memory the chunk takes: all arrays, and a flat figure per object.</summary>
    /// <remarks>Walks the columns on each call; keep the result.</remarks>
    public long EstimateMemoryBytes() => ColumnMemory.Measure(this);
}
