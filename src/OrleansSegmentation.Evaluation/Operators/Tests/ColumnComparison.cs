using System.Numerics;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>The six comparisons of a column with a constant.</summary>
internal static class ColumnComparison
{
    /// <summary>Writes the positions that pass; all of <paramref name="result"/> is overwritten. The values are never NaN.</summary>
    public static void Write<T>(ReadOnlySpan<T> values, PqlComparison comparison, T bound, RowBitmap result)
        where T : unmanaged, INumber<T>
    {
        var words = result.MutableWords;
        switch (comparison)
        {
            case PqlComparison.Equal or PqlComparison.NotEqual:
                CompareKernels.Equal(values, bound, words);
                break;
            case PqlComparison.Less or PqlComparison.GreaterOrEqual:
                CompareKernels.LessThan(values, bound, words);
                break;
            default:
                CompareKernels.GreaterThan(values, bound, words);
                break;
        }

        if (comparison is PqlComparison.NotEqual or PqlComparison.GreaterOrEqual or PqlComparison.LessOrEqual)
            BitKernels.Not(words, values.Length, words);
    }
}
