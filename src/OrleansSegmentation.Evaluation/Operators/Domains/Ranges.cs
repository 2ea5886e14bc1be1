using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Evaluation.Operators.Domains;

/// <summary>Which items belong to each position: position i has the items <c>Offsets[i] .. Offsets[i + 1]</c>.</summary>
/// <remarks>Where a reference to ranges is null, items and positions are the same.</remarks>
internal abstract class Ranges(int itemCount)
{
    /// <summary>Gets one more number than positions, never falling, first 0, last <see cref="ItemCount"/>.</summary>
    public abstract ReadOnlySpan<int> Offsets { get; }

    public abstract int PositionCount { get; }

    public int ItemCount { get; } = itemCount;

    /// <summary>Returns the positions with at least one item in the set.</summary>
    public virtual RowBitmap Any(RowBitmap items)
    {
        var result = new RowBitmap(PositionCount);
        if (!items.IsEmpty) ListKernels.AnyInRange(Offsets, items.Words, result.MutableWords);
        return result;
    }

    /// <summary>Returns all items of the positions in the set.</summary>
    public virtual RowBitmap Expand(RowBitmap positions)
    {
        var result = new RowBitmap(ItemCount);
        ListKernels.Expand(Offsets, positions.Words, result.MutableWords);
        return result;
    }

    /// <summary>Follows two ranges one after the other.</summary>
    public static Ranges Compose(Ranges? outer, Ranges inner)
    {
        if (outer is null) return inner;
        var outerOffsets = outer.Offsets;
        var innerOffsets = inner.Offsets;
        var offsets = new int[outerOffsets.Length];
        for (var i = 0; i < offsets.Length; i++) offsets[i] = innerOffsets[outerOffsets[i]];
        return new OffsetRanges(offsets, inner.ItemCount);
    }
}

/// <summary>The items of a list column.</summary>
internal sealed class ListRanges(ListPart lists) : Ranges(lists.Items.Count)
{
    public override ReadOnlySpan<int> Offsets => lists.Offsets;

    public override int PositionCount => lists.Offsets.Length - 1;
}

/// <summary>Ranges computed from others.</summary>
internal sealed class OffsetRanges(int[] offsets, int itemCount) : Ranges(itemCount)
{
    public override ReadOnlySpan<int> Offsets => offsets;

    public override int PositionCount => offsets.Length - 1;
}

/// <summary>The values of a sparse field: none or one per position.</summary>
internal sealed class SparseRanges(int[] rows, int positionCount) : Ranges(rows.Length)
{
    private int[]? _offsets;

    public override ReadOnlySpan<int> Offsets => _offsets ??= CountBefore();

    public override int PositionCount => positionCount;

    public override RowBitmap Any(RowBitmap items)
    {
        var result = new RowBitmap(positionCount);
        ScatterKernels.Scatter(items.Words, rows, result.MutableWords);
        return result;
    }

    public override RowBitmap Expand(RowBitmap positions)
    {
        var result = new RowBitmap(rows.Length);
        ScatterKernels.Gather(positions.Words, rows, result.MutableWords);
        return result;
    }

    private int[] CountBefore()
    {
        var offsets = new int[positionCount + 1];
        var next = 0;
        for (var position = 0; position <= positionCount; position++)
        {
            while (next < rows.Length && rows[next] < position) next++;
            offsets[position] = next;
        }

        return offsets;
    }
}
