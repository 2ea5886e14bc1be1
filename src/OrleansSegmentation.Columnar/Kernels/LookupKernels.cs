using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansSegmentation.Columnar.Kernels;

/// <summary>Tests dictionary codes against a set of codes: the predicate is decided once per dictionary entry, then looked up per row.</summary>
/// <remarks>
/// <c>codeSet</c> holds one bit per dictionary entry, as a <c>RowBitmap</c> over the dictionary does. A code past its end is not in the set.
/// <c>words</c> has <c>RowBitmap.WordCount(codes.Length)</c> words, all overwritten, bits past the last row zero. Codes of positions that are not valid are 0 and looked up
/// like any other: combine with the validity.
/// </remarks>
public static class LookupKernels
{
    /// <summary>Writes the rows whose code is in the set.</summary>
    public static void InSet(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> codeSet, Span<ulong> words) =>
        InSet<HardwareLimit>(codes, codeSet, words);

    /// <inheritdoc cref="InSet(ReadOnlySpan{byte}, ReadOnlySpan{ulong}, Span{ulong})" />
    public static void InSet(ReadOnlySpan<ushort> codes, ReadOnlySpan<ulong> codeSet, Span<ulong> words)
    {
        CompareKernels.RequireWords(codes.Length, words.Length);
        for (var w = 0; w < words.Length; w++)
        {
            var group = codes.Slice(w << 6, Math.Min(64, codes.Length - (w << 6)));
            ulong word = 0;
            for (var i = 0; i < group.Length; i++)
                word |= Bit(codeSet, group[i]) << i;
            words[w] = word;
        }
    }

    /// <inheritdoc cref="InSet(ReadOnlySpan{byte}, ReadOnlySpan{ulong}, Span{ulong})" />
    public static void InSet(ReadOnlySpan<int> codes, ReadOnlySpan<ulong> codeSet, Span<ulong> words)
    {
        CompareKernels.RequireWords(codes.Length, words.Length);
        for (var w = 0; w < words.Length; w++)
        {
            var group = codes.Slice(w << 6, Math.Min(64, codes.Length - (w << 6)));
            ulong word = 0;
            for (var i = 0; i < group.Length; i++)
                word |= Bit(codeSet, group[i]) << i;
            words[w] = word;
        }
    }

    internal static void InSet<TLimit>(ReadOnlySpan<byte> codes, ReadOnlySpan<ulong> codeSet, Span<ulong> words)
        where TLimit : struct, IVectorLimit
    {
        CompareKernels.RequireWords(codes.Length, words.Length);
        Span<byte> table = stackalloc byte[256]; // 0xFF for codes in the set
        table.Clear();
        for (var code = 0; code < Math.Min(256, codeSet.Length << 6); code++)
            if ((codeSet[code >> 6] >> (code & 63) & 1) != 0) table[code] = 0xFF;

        var w = 0;
        if (TLimit.Bits >= 512 && Avx512Vbmi.IsSupported)
        {
            // the whole table sits in four registers; bit 7 of the code chooses between two look-ups of 128 entries
            var table0 = Vector512.Create<byte>(table);
            var table1 = Vector512.Create<byte>(table[64..]);
            var table2 = Vector512.Create<byte>(table[128..]);
            var table3 = Vector512.Create<byte>(table[192..]);
            for (; w < codes.Length >> 6; w++)
            {
                var group = Vector512.Create(codes.Slice(w << 6, 64));
                var lower = Avx512Vbmi.PermuteVar64x8x2(table0, group, table1);
                var upper = Avx512Vbmi.PermuteVar64x8x2(table2, group, table3);
                words[w] = Vector512.ConditionalSelect(Vector512.LessThan(group.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower)
                    .ExtractMostSignificantBits();
            }
        }

        for (; w < words.Length; w++)
        {
            var group = codes.Slice(w << 6, Math.Min(64, codes.Length - (w << 6)));
            ulong word = 0;
            for (var i = 0; i < group.Length; i++)
                word |= (ulong)(table[group[i]] & 1) << i;
            words[w] = word;
        }
    }

    private static ulong Bit(ReadOnlySpan<ulong> codeSet, int code)
    {
        var index = code >> 6;
        return index < codeSet.Length ? codeSet[index] >> (code & 63) & 1 : 0;
    }
}
