using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Compares each value of a column with constants and writes the rows that pass.</summary>
/// <remarks>
/// <c>T</c> is byte, ushort, int, long or double. <c>words</c> has <c>RowBitmap.WordCount(values.Length)</c> words; all are overwritten and bits past the last
/// value are zero. Positions that are not valid hold 0 and are compared like any other: combine with the validity. NaN passes no test.
/// </remarks>
public static class CompareKernels
{
    /// <summary>Writes the rows whose value is <paramref name="wanted"/>.</summary>
    public static void Equal<T>(ReadOnlySpan<T> values, T wanted, Span<ulong> words)
        where T : unmanaged, INumber<T> =>
        Fill<T, EqualPredicate<T>, HardwareLimit>(values, new EqualPredicate<T>(wanted), words);

    /// <summary>Writes the rows whose value is less than <paramref name="bound"/>.</summary>
    public static void LessThan<T>(ReadOnlySpan<T> values, T bound, Span<ulong> words)
        where T : unmanaged, INumber<T> =>
        Fill<T, LessPredicate<T>, HardwareLimit>(values, new LessPredicate<T>(bound), words);

    /// <summary>Writes the rows whose value is greater than <paramref name="bound"/>.</summary>
    public static void GreaterThan<T>(ReadOnlySpan<T> values, T bound, Span<ulong> words)
        where T : unmanaged, INumber<T> =>
        Fill<T, GreaterPredicate<T>, HardwareLimit>(values, new GreaterPredicate<T>(bound), words);

    /// <summary>Writes the rows whose value lies from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public static void InRange<T>(ReadOnlySpan<T> values, T low, T high, Span<ulong> words)
        where T : unmanaged, INumber<T> =>
        Fill<T, RangePredicate<T>, HardwareLimit>(values, new RangePredicate<T>(low, high), words);

    /// <summary>One loop for all value types and predicates: full words by vectors, the last one by single values.</summary>
    internal static void Fill<T, TPredicate, TLimit>(ReadOnlySpan<T> values, TPredicate predicate, Span<ulong> words)
        where T : unmanaged
        where TPredicate : struct, IValuePredicate<T>
        where TLimit : struct, IVectorLimit
    {
        RequireWords(values.Length, words.Length);
        ref var first = ref MemoryMarshal.GetReference(values);
        var fullWords = values.Length >> 6;
        for (var w = 0; w < fullWords; w++)
        {
            var start = (nuint)w << 6;
            ulong word = 0;
            if (TLimit.Bits >= 512 && Vector512.IsHardwareAccelerated)
            {
                for (var i = 0; i < 64; i += Vector512<T>.Count)
                    word |= predicate.Invoke(Vector512.LoadUnsafe(ref first, start + (nuint)i)).ExtractMostSignificantBits() << i;
            }
            else if (TLimit.Bits >= 256 && Vector256.IsHardwareAccelerated)
            {
                for (var i = 0; i < 64; i += Vector256<T>.Count)
                    word |= (ulong)predicate.Invoke(Vector256.LoadUnsafe(ref first, start + (nuint)i)).ExtractMostSignificantBits() << i;
            }
            else if (TLimit.Bits >= 128 && Vector128.IsHardwareAccelerated)
            {
                for (var i = 0; i < 64; i += Vector128<T>.Count)
                    word |= (ulong)predicate.Invoke(Vector128.LoadUnsafe(ref first, start + (nuint)i)).ExtractMostSignificantBits() << i;
            }
            else
            {
                word = Single(ref Unsafe.Add(ref first, start), 64, predicate);
            }

            words[w] = word;
        }

        if (fullWords < words.Length)
            words[fullWords] = Single(ref Unsafe.Add(ref first, (nuint)fullWords << 6), values.Length & 63, predicate);
    }

    internal static void RequireWords(int rowCount, int wordCount)
    {
        if (wordCount != Bitmaps.RowBitmap.WordCount(rowCount))
            throw new ArgumentException($"{rowCount} rows need {Bitmaps.RowBitmap.WordCount(rowCount)} words, not {wordCount}.");
    }

    private static ulong Single<T, TPredicate>(ref T first, int count, TPredicate predicate)
        where T : unmanaged
        where TPredicate : struct, IValuePredicate<T>
    {
        ulong word = 0;
        for (var i = 0; i < count; i++)
            word |= (predicate.Invoke(Unsafe.Add(ref first, i)) ? 1UL : 0UL) << i;
        return word;
    }
}
