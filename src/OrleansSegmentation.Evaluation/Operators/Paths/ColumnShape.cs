using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>Which positions of a column hold what.</summary>
internal static class ColumnShape
{
    /// <summary>Returns the positions with a Boolean, a number or a text.</summary>
    public static RowBitmap Scalars(ValueColumn column)
    {
        var result = new RowBitmap(column.Count);
        Add(result, column.Booleans);
        Add(result, column.Integers);
        Add(result, column.Doubles);
        Add(result, column.Strings);
        return result;
    }

    /// <summary>Returns the positions that are not null.</summary>
    public static RowBitmap Values(ValueColumn column)
    {
        var result = Scalars(column);
        Add(result, column.Objects);
        Add(result, column.Lists);
        return result;
    }

    private static void Add(RowBitmap result, ColumnPart? part)
    {
        if (part is not null) BitKernels.Or(result.Words, part.Validity.Words, result.MutableWords);
    }
}
