using System.Numerics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Moves sets between the compact positions of a sparse field and the rows of its parent.</summary>
public static class ScatterKernels
{
    /// <summary>Adds to <paramref name="parentWords"/> the row <c>rows[i]</c> of every compact position i in the set.</summary>
    /// <param name="compactWords">The set over <paramref name="rows"/>.Length compact positions.</param>
    /// <param name="rows">The parent's row of each compact position.</param>
    /// <param name="parentWords">The set over the parent's rows; rows already in it stay.</param>
    public static void Scatter(ReadOnlySpan<ulong> compactWords, ReadOnlySpan<int> rows, Span<ulong> parentWords)
    {
        for (var i = 0; i < compactWords.Length; i++)
        {
            for (var word = compactWords[i]; word != 0; word &= word - 1)
            {
                var row = rows[(i << 6) + BitOperations.TrailingZeroCount(word)];
                parentWords[row >> 6] |= 1UL << (row & 63);
            }
        }
    }

    /// <summary>Writes the compact positions i whose row <c>rows[i]</c> is in the parent's set; the reverse of <see cref="Scatter"/>.</summary>
    public static void Gather(ReadOnlySpan<ulong> parentWords, ReadOnlySpan<int> rows, Span<ulong> compactWords)
    {
        for (var i = 0; i < compactWords.Length; i++)
        {
            var first = i << 6;
            var count = Math.Min(64, rows.Length - first);
            ulong word = 0;
            for (var bit = 0; bit < count; bit++)
            {
                var row = rows[first + bit];
                word |= (parentWords[row >> 6] >> (row & 63) & 1) << bit;
            }

            compactWords[i] = word;
        }
    }
}
