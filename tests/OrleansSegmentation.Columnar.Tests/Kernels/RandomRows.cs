using OrleansSegmentation.Columnar.Bitmaps;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

/// <summary>Seeded sets of rows, and their row-by-row form.</summary>
internal static class RandomRows
{
    /// <summary>The sizes every kernel is tested at: around words, around vectors, a whole chunk.</summary>
    public static TheoryData<int> Sizes => [0, 1, 2, 63, 64, 65, 127, 128, 500, 513, 1000, 4096, 65536];

    public static bool[] Create(int rowCount, int seed, double density = 0.5)
    {
        var random = new Random(seed);
        var rows = new bool[rowCount];
        for (var i = 0; i < rowCount; i++) rows[i] = random.NextDouble() < density;
        return rows;
    }

    public static RowBitmap ToBitmap(this bool[] rows)
    {
        var bitmap = new RowBitmap(rows.Length);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i]) bitmap.Set(i);
        return bitmap;
    }

    /// <summary>Row by row, and with the bits past the last row checked to be zero.</summary>
    public static bool[] ToRows(this RowBitmap bitmap)
    {
        if ((bitmap.RowCount & 63) != 0) Assert.Equal(0UL, bitmap.Words[^1] >> (bitmap.RowCount & 63));
        var rows = new bool[bitmap.RowCount];
        for (var i = 0; i < rows.Length; i++) rows[i] = bitmap[i];
        return rows;
    }

    /// <summary>Words full of rubbish, to show that a kernel overwrites them all.</summary>
    public static ulong[] Dirty(int rowCount)
    {
        var words = new ulong[RowBitmap.WordCount(rowCount)];
        words.AsSpan().Fill(0xA5A5_5A5A_F00F_0FF0);
        return words;
    }
}
