namespace OrleansSegmentation.Columnar.Bitmaps;

/// <summary>A set of rows: one bit per row, a set bit means "in the set".</summary>
/// <remarks>
/// Bits are numbered least-significant first, as in https://arrow.apache.org/docs/format/Columnar.html#validity-bitmaps.
/// Immutable once published: whoever fills <see cref="MutableWords"/> does so before handing it out. Bits at and after
/// <see cref="RowCount"/> are zero, so counting needs no mask.
/// </remarks>
public sealed partial class RowBitmap
{
    private readonly ulong[] _words;

    /// <summary>Creates an empty set over <paramref name="rowCount"/> rows.</summary>
    public RowBitmap(int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        RowCount = rowCount;
        _words = new ulong[WordCount(rowCount)];
    }

    /// <summary>Takes over the words; bits at and after <paramref name="rowCount"/> must be zero.</summary>
    public RowBitmap(ulong[] words, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Length != WordCount(rowCount)) throw new ArgumentException($"{rowCount} rows need {WordCount(rowCount)} words, not {words.Length}.", nameof(words));
        RowCount = rowCount;
        _words = words;
    }

    /// <summary>Gets how many rows are covered, in the set or not.</summary>
    public int RowCount { get; }

    /// <summary>Gets the words, 64 rows each.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Gets the words for filling, before the set is handed out.</summary>
    public Span<ulong> MutableWords => _words;

    /// <summary>Gets whether a row is in the set.</summary>
    public bool this[int row] => (_words[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>Returns how many words cover <paramref name="rowCount"/> rows.</summary>
    public static int WordCount(int rowCount) => (rowCount + 63) >> 6;

    /// <summary>Puts a row into the set, before the set is handed out.</summary>
    public void Set(int row) => _words[row >> 6] |= 1UL << (row & 63);

    /// <summary>Takes a row out of the set, before the set is handed out.</summary>
    public void Clear(int row) => _words[row >> 6] &= ~(1UL << (row & 63));
}
