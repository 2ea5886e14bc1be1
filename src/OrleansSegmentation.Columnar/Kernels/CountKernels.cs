using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Counts rows of bitmaps and of their combinations without writing the combination.</summary>
public static class CountKernels
{
    /// <summary>Counts the rows of a set.</summary>
    public static int Count(ReadOnlySpan<ulong> source) => Count<AndOperator, HardwareLimit>(source, source);

    /// <summary>Counts the rows that are in both sets.</summary>
    public static int CountAnd(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right) => Count<AndOperator, HardwareLimit>(left, right);

    /// <summary>Counts the rows that are in either set.</summary>
    public static int CountOr(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right) => Count<OrOperator, HardwareLimit>(left, right);

    /// <summary>Counts the rows of <paramref name="left"/> that are not in <paramref name="right"/>.</summary>
    public static int CountAndNot(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right) => Count<AndNotOperator, HardwareLimit>(left, right);

    internal static int Count<TOperator, TLimit>(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
        where TOperator : struct, IWordOperator
        where TLimit : struct, IVectorLimit
    {
        BitKernels.RequireSameLength(left.Length, right.Length);
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        nuint i = 0;
        var length = (nuint)left.Length;
        ulong total = 0;

        // .NET exposes no vector popcount; two 16-entry table look-ups per byte and a sum of absolute differences against zero stand in.
        if (TLimit.Bits >= 512 && Avx512BW.IsSupported && length >= 8)
        {
            var table = Vector512.Create(BitsPerNibble, BitsPerNibble);
            var low = Vector512.Create((byte)0x0F);
            var sum = Vector512<ulong>.Zero;
            for (; i + 8 <= length; i += 8)
            {
                var bytes = TOperator.Invoke(Vector512.LoadUnsafe(ref l, i), Vector512.LoadUnsafe(ref r, i)).AsByte();
                var bits = Avx512BW.Shuffle(table, bytes & low) + Avx512BW.Shuffle(table, (bytes.AsUInt16() >> 4).AsByte() & low);
                sum += Avx512BW.SumAbsoluteDifferences(bits, Vector512<byte>.Zero).AsUInt64();
            }

            total += Vector512.Sum(sum);
        }

        if (TLimit.Bits >= 256 && Avx2.IsSupported && i + 4 <= length)
        {
            var low = Vector256.Create((byte)0x0F);
            var sum = Vector256<ulong>.Zero;
            for (; i + 4 <= length; i += 4)
            {
                var bytes = TOperator.Invoke(Vector256.LoadUnsafe(ref l, i), Vector256.LoadUnsafe(ref r, i)).AsByte();
                var bits = Avx2.Shuffle(BitsPerNibble, bytes & low) + Avx2.Shuffle(BitsPerNibble, (bytes.AsUInt16() >> 4).AsByte() & low);
                sum += Avx2.SumAbsoluteDifferences(bits, Vector256<byte>.Zero).AsUInt64();
            }

            total += Vector256.Sum(sum);
        }

        for (; i < length; i++)
            total += (ulong)BitOperations.PopCount(TOperator.Invoke(Unsafe.Add(ref l, i), Unsafe.Add(ref r, i)));
        return (int)total;
    }

    private static Vector256<byte> BitsPerNibble => Vector256.Create(
        (byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
