using System.Numerics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Operations on runs of consecutive rows that need not start or end at a word.</summary>
public static class BitRangeKernels
{
    /// <summary>Puts rows <c>start .. start + count</c> into the set.</summary>
    public static void SetRange(Span<ulong> words, int start, int count)
    {
        if (count <= 0) return;
        var last = start + count - 1;
        var firstWord = start >> 6;
        var lastWord = last >> 6;
        if (firstWord == lastWord)
        {
            words[firstWord] |= FromBit(start) & UpToBit(last);
            return;
        }

        words[firstWord] |= FromBit(start);
        words[(firstWord + 1)..lastWord].Fill(ulong.MaxValue);
        words[lastWord] |= UpToBit(last);
    }

    /// <summary>Takes rows <c>start .. start + count</c> out of the set.</summary>
    public static void ClearRange(Span<ulong> words, int start, int count)
    {
        if (count <= 0) return;
        var last = start + count - 1;
        var firstWord = start >> 6;
        var lastWord = last >> 6;
        if (firstWord == lastWord)
        {
            words[firstWord] &= ~(FromBit(start) & UpToBit(last));
            return;
        }

        words[firstWord] &= ~FromBit(start);
        words[(firstWord + 1)..lastWord].Clear();
        words[lastWord] &= ~UpToBit(last);
    }

    /// <summary>Counts the rows of the set in <c>start .. start + count</c>.</summary>
    public static int CountRange(ReadOnlySpan<ulong> words, int start, int count)
    {
        if (count <= 0) return 0;
        var last = start + count - 1;
        var firstWord = start >> 6;
        var lastWord = last >> 6;
        if (firstWord == lastWord) return BitOperations.PopCount(words[firstWord] & FromBit(start) & UpToBit(last));
        return BitOperations.PopCount(words[firstWord] & FromBit(start)) + CountKernels.Count(words[(firstWord + 1)..lastWord])
            + BitOperations.PopCount(words[lastWord] & UpToBit(last));
    }

    /// <summary>Returns whether any row of <c>start .. start + count</c> is in the set.</summary>
    public static bool AnyInRange(ReadOnlySpan<ulong> words, int start, int count)
    {
        if (count <= 0) return false;
        var last = start + count - 1;
        var firstWord = start >> 6;
        var lastWord = last >> 6;
        if (firstWord == lastWord) return (words[firstWord] & FromBit(start) & UpToBit(last)) != 0;
        return (words[firstWord] & FromBit(start)) != 0 || (words[lastWord] & UpToBit(last)) != 0
            || !BitKernels.IsEmpty(words[(firstWord + 1)..lastWord]);
    }

    /// <summary>
    /// Copies <paramref name="count"/> bits from bit <paramref name="sourceStart"/> of <paramref name="source"/> to bit
    /// <paramref name="destinationStart"/> of <paramref name="destination"/>; other bits of the destination keep their value.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A range lies outside its words.</exception>
    public static void CopyRange(ReadOnlySpan<ulong> source, int sourceStart, int count, Span<ulong> destination, int destinationStart)
    {
        RequireRange(source.Length, sourceStart, count, nameof(sourceStart));
        RequireRange(destination.Length, destinationStart, count, nameof(destinationStart));
        while (count > 0)
        {
            // one destination word per turn; the first may start, the last may end inside the word
            var bit = destinationStart & 63;
            var length = Math.Min(64 - bit, count);
            var mask = (length == 64 ? ulong.MaxValue : (1UL << length) - 1) << bit;
            ref var word = ref destination[destinationStart >> 6];
            word = (word & ~mask) | ((ReadWord(source, sourceStart) << bit) & mask);
            sourceStart += length;
            destinationStart += length;
            count -= length;
        }
    }

    /// <summary>Reads the 64 bits that start at <paramref name="start"/>; those past the end are zero.</summary>
    public static ulong ReadWord(ReadOnlySpan<ulong> words, int start)
    {
        var index = start >> 6;
        var shift = start & 63;
        var word = words[index] >> shift;
        return shift != 0 && index + 1 < words.Length ? word | (words[index + 1] << (64 - shift)) : word;
    }

    private static ulong FromBit(int bit) => ulong.MaxValue << (bit & 63);

    private static ulong UpToBit(int bit) => ulong.MaxValue >> (63 - (bit & 63));

    private static void RequireRange(int wordCount, int start, int count, string name)
    {
        if (start < 0 || count < 0 || (long)start + count > (long)wordCount << 6)
            throw new ArgumentOutOfRangeException(name, start, $"Bits {start} to {(long)start + count} are not all within {wordCount} words.");
    }
}
