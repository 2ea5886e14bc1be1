using System.Numerics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Reduces sets of list items to sets of the positions that hold the lists.</summary>
/// <remarks>
/// Position i holds the items <c>offsets[i] .. offsets[i + 1]</c>; <c>itemWords</c> covers the last offset's count of items;
/// <c>positionWords</c> has the words of <c>offsets.Length - 1</c> positions, all overwritten.
/// </remarks>
public static class ListKernels
{
    /// <summary>Writes the positions with at least one item in the set.</summary>
    public static void AnyInRange(ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> itemWords, Span<ulong> positionWords)
    {
        var positionCount = offsets.Length - 1;
        CompareKernels.RequireWords(positionCount, positionWords.Length);

        // Few items: walk them and jump to the list of each. Many: walk the lists.
        if (CountKernels.Count(itemWords) < positionCount / 8)
        {
            AnyByItem(offsets, itemWords, positionWords);
            return;
        }

        for (var w = 0; w < positionWords.Length; w++)
        {
            var first = w << 6;
            var count = Math.Min(64, positionCount - first);
            ulong word = 0;
            for (var i = 0; i < count; i++)
            {
                var start = offsets[first + i];
                if (BitRangeKernels.AnyInRange(itemWords, start, offsets[first + i + 1] - start)) word |= 1UL << i;
            }

            positionWords[w] = word;
        }
    }

    /// <summary>Writes the positions with at least <paramref name="count"/> items in the set; 0 or less: all positions.</summary>
    public static void CountAtLeast(ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> itemWords, int count, Span<ulong> positionWords)
    {
        var positionCount = offsets.Length - 1;
        CompareKernels.RequireWords(positionCount, positionWords.Length);
        if (count <= 0)
        {
            BitKernels.Fill(positionWords, positionCount);
            return;
        }

        if (count == 1)
        {
            AnyInRange(offsets, itemWords, positionWords);
            return;
        }

        for (var w = 0; w < positionWords.Length; w++)
        {
            var first = w << 6;
            var last = Math.Min(64, positionCount - first);
            ulong word = 0;
            for (var i = 0; i < last; i++)
            {
                var start = offsets[first + i];
                var length = offsets[first + i + 1] - start;
                if (length >= count && BitRangeKernels.CountRange(itemWords, start, length) >= count) word |= 1UL << i;
            }

            positionWords[w] = word;
        }
    }

    /// <summary>Writes how many items of each position are in the set.</summary>
    /// <param name="offsets">The item ranges.</param>
    /// <param name="itemWords">The set of items.</param>
    /// <param name="counts">One count per position.</param>
    public static void Counts(ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> itemWords, Span<int> counts)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] = BitRangeKernels.CountRange(itemWords, offsets[i], offsets[i + 1] - offsets[i]);
    }

    /// <summary>Writes all items of the positions in the set, and no other.</summary>
    /// <param name="offsets">The item ranges.</param>
    /// <param name="positionWords">The set of positions.</param>
    /// <param name="itemWords">The words of all items, all overwritten.</param>
    public static void Expand(ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> positionWords, Span<ulong> itemWords)
    {
        itemWords.Clear();
        for (var w = 0; w < positionWords.Length; w++)
        {
            for (var word = positionWords[w]; word != 0; word &= word - 1)
            {
                var position = (w << 6) + BitOperations.TrailingZeroCount(word);
                BitRangeKernels.SetRange(itemWords, offsets[position], offsets[position + 1] - offsets[position]);
            }
        }
    }

    private static void AnyByItem(ReadOnlySpan<int> offsets, ReadOnlySpan<ulong> itemWords, Span<ulong> positionWords)
    {
        positionWords.Clear();
        var position = 0;
        for (var w = 0; w < itemWords.Length; w++)
        {
            for (var word = itemWords[w]; word != 0; word &= word - 1)
            {
                var item = (w << 6) + BitOperations.TrailingZeroCount(word);
                position = FindPosition(offsets, item, position);
                positionWords[position >> 6] |= 1UL << (position & 63);
            }
        }
    }

    /// <summary>Finds the position whose list holds the item, at or after <paramref name="from"/>: doubling steps, then halving.</summary>
    private static int FindPosition(ReadOnlySpan<int> offsets, int item, int from)
    {
        var low = from; // offsets[low] <= item
        var step = 1;
        while (low + step < offsets.Length && offsets[low + step] <= item)
        {
            low += step;
            step <<= 1;
        }

        var high = Math.Min(low + step, offsets.Length - 1); // offsets[high] > item
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (offsets[middle] <= item) low = middle;
            else high = middle;
        }

        return low;
    }
}
