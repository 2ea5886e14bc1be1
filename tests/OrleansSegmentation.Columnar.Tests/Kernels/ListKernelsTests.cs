using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

public class ListKernelsTests
{
    public static TheoryData<int> Sizes => RandomRows.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void Reductions_AnyPositionCount_AgreeWithListByList(int positionCount)
    {
        foreach (var density in new[] { 0.0, 0.0005, 0.02, 0.5, 1.0 })
        {
            var (offsets, items) = Lists(positionCount, density);
            var words = items.ToBitmap().Words.ToArray();
            var counts = Enumerable.Range(0, positionCount).Select(i => items[offsets[i]..offsets[i + 1]].Count(item => item)).ToArray();

            Check(counts.Select(count => count >= 1), positionCount, result => ListKernels.AnyInRange(offsets, words, result));
            foreach (var least in new[] { -1, 0, 1, 2, 3, 7 })
                Check(counts.Select(count => count >= least), positionCount, result => ListKernels.CountAtLeast(offsets, words, least, result));

            var found = new int[positionCount];
            ListKernels.Counts(offsets, words, found);
            Assert.Equal(counts, found);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Expand_AnyPositionCount_GivesExactlyTheItemsOfTheSet(int positionCount)
    {
        var (offsets, items) = Lists(positionCount, 0.5);
        var positions = RandomRows.Create(positionCount, 8, 0.3);
        var expected = new bool[items.Length];
        for (var i = 0; i < positionCount; i++)
            if (positions[i]) expected.AsSpan(offsets[i]..offsets[i + 1]).Fill(true);
        Check(expected, items.Length, result => ListKernels.Expand(offsets, positions.ToBitmap().Words, result));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void ScatterAndGather_AnyCompactCount_AgreeWithRowByRow(int compactCount)
    {
        var random = new Random(compactCount);
        var parentCount = (compactCount * 3) + 1;
        var rows = Enumerable.Range(0, compactCount).Select(i => (i * 3) + random.Next(3)).ToArray();
        var compact = RandomRows.Create(compactCount, 9);

        var parent = new bool[parentCount];
        for (var i = 0; i < compactCount; i++) parent[rows[i]] = compact[i];
        var scattered = new RowBitmap(parentCount);
        ScatterKernels.Scatter(compact.ToBitmap().Words, rows, scattered.MutableWords);
        Assert.Equal(parent, scattered.ToRows());
        Check(compact, compactCount, result => ScatterKernels.Gather(scattered.Words, rows, result));
    }

    private static (int[] Offsets, bool[] Items) Lists(int positionCount, double density)
    {
        var random = new Random(positionCount);
        var offsets = new int[positionCount + 1];
        for (var i = 0; i < positionCount; i++)
            offsets[i + 1] = offsets[i] + (random.Next(20) switch { < 5 => 0, 19 => random.Next(300), _ => random.Next(1, 8) });
        return (offsets, RandomRows.Create(offsets[^1], positionCount + 1, density));
    }

    private static void Check(IEnumerable<bool> expected, int rowCount, Action<ulong[]> run)
    {
        var words = RandomRows.Dirty(rowCount);
        run(words);
        Assert.Equal(expected, new RowBitmap(words, rowCount).ToRows());
    }
}
