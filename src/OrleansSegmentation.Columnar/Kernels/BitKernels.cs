using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Word-wise set operations on bitmaps held as spans of 64-bit words.</summary>
/// <remarks>
/// All spans of one call have the same length. <c>destination</c> may be one of the sources. Bits past the last row stay zero when they
/// are zero in the sources, except in <see cref="Not"/>, which takes the row count for that reason.
/// </remarks>
public static class BitKernels
{
    /// <summary>Writes the rows that are in both sets.</summary>
    public static void And(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination) =>
        Apply<AndOperator, HardwareLimit>(left, right, destination);

    /// <summary>Writes the rows that are in either set.</summary>
    public static void Or(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination) =>
        Apply<OrOperator, HardwareLimit>(left, right, destination);

    /// <summary>Writes the rows that are in one set but not in both.</summary>
    public static void Xor(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination) =>
        Apply<XorOperator, HardwareLimit>(left, right, destination);

    /// <summary>Writes the rows of <paramref name="left"/> that are not in <paramref name="right"/>.</summary>
    public static void AndNot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination) =>
        Apply<AndNotOperator, HardwareLimit>(left, right, destination);

    /// <summary>Writes the rows below <paramref name="rowCount"/> that are not in <paramref name="source"/>.</summary>
    public static void Not(ReadOnlySpan<ulong> source, int rowCount, Span<ulong> destination)
    {
        Apply<NotOperator, HardwareLimit>(source, source, destination);
        if ((rowCount & 63) != 0) destination[rowCount >> 6] &= (1UL << (rowCount & 63)) - 1;
    }

    /// <summary>Writes the set of all rows below <paramref name="rowCount"/>.</summary>
    public static void Fill(Span<ulong> destination, int rowCount)
    {
        var fullWords = rowCount >> 6;
        destination[..fullWords].Fill(ulong.MaxValue);
        if (fullWords == destination.Length) return;
        destination[fullWords..].Clear();
        destination[fullWords] = (1UL << (rowCount & 63)) - 1;
    }

    /// <summary>Returns whether no row is in the set.</summary>
    public static bool IsEmpty(ReadOnlySpan<ulong> source) => !source.ContainsAnyExcept(0UL);

    /// <summary>Returns whether at least one row is in both sets.</summary>
    public static bool Intersects(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        RequireSameLength(left.Length, right.Length);
        for (var i = 0; i < left.Length; i++)
            if ((left[i] & right[i]) != 0) return true;
        return false;
    }

    /// <summary>Returns whether every row of <paramref name="left"/> is in <paramref name="right"/>.</summary>
    public static bool IsSubset(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        RequireSameLength(left.Length, right.Length);
        for (var i = 0; i < left.Length; i++)
            if ((left[i] & ~right[i]) != 0) return false;
        return true;
    }

    /// <summary>One loop for all operators: 512, 256 and 128 bits, then single words.</summary>
    internal static void Apply<TOperator, TLimit>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> destination)
        where TOperator : struct, IWordOperator
        where TLimit : struct, IVectorLimit
    {
        RequireSameLength(left.Length, right.Length);
        RequireSameLength(left.Length, destination.Length);
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        ref var d = ref MemoryMarshal.GetReference(destination);
        nuint i = 0;
        var length = (nuint)destination.Length;
        if (TLimit.Bits >= 512 && Vector512.IsHardwareAccelerated)
        {
            for (; i + 8 <= length; i += 8)
                TOperator.Invoke(Vector512.LoadUnsafe(ref l, i), Vector512.LoadUnsafe(ref r, i)).StoreUnsafe(ref d, i);
        }

        if (TLimit.Bits >= 256 && Vector256.IsHardwareAccelerated)
        {
            for (; i + 4 <= length; i += 4)
                TOperator.Invoke(Vector256.LoadUnsafe(ref l, i), Vector256.LoadUnsafe(ref r, i)).StoreUnsafe(ref d, i);
        }

        if (TLimit.Bits >= 128 && Vector128.IsHardwareAccelerated)
        {
            for (; i + 2 <= length; i += 2)
                TOperator.Invoke(Vector128.LoadUnsafe(ref l, i), Vector128.LoadUnsafe(ref r, i)).StoreUnsafe(ref d, i);
        }

        for (; i < length; i++)
            Unsafe.Add(ref d, i) = TOperator.Invoke(Unsafe.Add(ref l, i), Unsafe.Add(ref r, i));
    }

    internal static void RequireSameLength(int left, int right)
    {
        if (left != right) throw new ArgumentException($"Bitmaps of {left} and {right} words cannot be combined.");
    }
}
