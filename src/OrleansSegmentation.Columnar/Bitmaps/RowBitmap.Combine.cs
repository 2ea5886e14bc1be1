using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Bitmaps;

/// <content>Set operations. All of them return new sets and leave their sources as they are.</content>
public sealed partial class RowBitmap
{
    /// <summary>Gets how many rows are in the set.</summary>
    public int Count => CountKernels.Count(_words);

    /// <summary>Gets whether no row is in the set.</summary>
    public bool IsEmpty => BitKernels.IsEmpty(_words);

    /// <summary>Creates the set of all rows below <paramref name="rowCount"/>.</summary>
    public static RowBitmap All(int rowCount)
    {
        var result = new RowBitmap(rowCount);
        BitKernels.Fill(result._words, rowCount);
        return result;
    }

    /// <summary>Returns the rows that are in both sets.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public RowBitmap And(RowBitmap other)
    {
        var result = ForResultWith(other);
        BitKernels.And(_words, other._words, result._words);
        return result;
    }

    /// <summary>Returns the rows that are in either set.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public RowBitmap Or(RowBitmap other)
    {
        var result = ForResultWith(other);
        BitKernels.Or(_words, other._words, result._words);
        return result;
    }

    /// <summary>Returns the rows of this set that are not in the other.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public RowBitmap AndNot(RowBitmap other)
    {
        var result = ForResultWith(other);
        BitKernels.AndNot(_words, other._words, result._words);
        return result;
    }

    /// <summary>Returns the rows that are in one set but not in both.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public RowBitmap Xor(RowBitmap other)
    {
        var result = ForResultWith(other);
        BitKernels.Xor(_words, other._words, result._words);
        return result;
    }

    /// <summary>Returns the rows that are not in the set.</summary>
    public RowBitmap Not()
    {
        var result = new RowBitmap(RowCount);
        BitKernels.Not(_words, RowCount, result._words);
        return result;
    }

    /// <summary>Counts the rows that are in both sets.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public int CountAnd(RowBitmap other)
    {
        RequireSameRows(other);
        return CountKernels.CountAnd(_words, other._words);
    }

    /// <summary>Counts the rows of this set that are not in the other.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> covers a different number of rows.</exception>
    public int CountAndNot(RowBitmap other)
    {
        RequireSameRows(other);
        return CountKernels.CountAndNot(_words, other._words);
    }

    /// <summary>Returns whether both sets have the same rows.</summary>
    public bool SetEquals(RowBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return RowCount == other.RowCount && _words.AsSpan().SequenceEqual(other._words);
    }

    private RowBitmap ForResultWith(RowBitmap other)
    {
        RequireSameRows(other);
        return new RowBitmap(RowCount);
    }

    private void RequireSameRows(RowBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.RowCount != RowCount) throw new ArgumentException($"A set over {other.RowCount} rows cannot be combined with one over {RowCount}.", nameof(other));
    }
}
