using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Tests.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Bitmaps;

public class RowBitmapTests
{
    public static TheoryData<int> Sizes => RandomRows.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void SetOperations_AnyRowCount_AgreeWithRowByRow(int rowCount)
    {
        var left = RandomRows.Create(rowCount, 1);
        var right = RandomRows.Create(rowCount, 2, 0.3);
        var (l, r) = (left.ToBitmap(), right.ToBitmap());

        Assert.Equal(left.Zip(right, (a, b) => a && b), l.And(r).ToRows());
        Assert.Equal(left.Zip(right, (a, b) => a || b), l.Or(r).ToRows());
        Assert.Equal(left.Zip(right, (a, b) => a && !b), l.AndNot(r).ToRows());
        Assert.Equal(left.Zip(right, (a, b) => a != b), l.Xor(r).ToRows());
        Assert.Equal(left.Select(a => !a), l.Not().ToRows());
        Assert.Equal(left, l.ToRows());
        Assert.Equal(right, r.ToRows());
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Counts_AnyRowCount_AgreeWithRowByRow(int rowCount)
    {
        var left = RandomRows.Create(rowCount, 3);
        var right = RandomRows.Create(rowCount, 4, 0.9);
        var (l, r) = (left.ToBitmap(), right.ToBitmap());

        Assert.Equal(left.Count(a => a), l.Count);
        Assert.Equal(left.Zip(right).Count(p => p.First && p.Second), l.CountAnd(r));
        Assert.Equal(left.Zip(right).Count(p => p.First && !p.Second), l.CountAndNot(r));
        Assert.Equal(rowCount, RowBitmap.All(rowCount).Count);
        Assert.Equal(rowCount, l.Count + l.Not().Count);
        Assert.Equal(!left.Contains(true), l.IsEmpty);
        Assert.True(new RowBitmap(rowCount).IsEmpty);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Rows_AnyRowCount_AreTheSetRowsInOrder(int rowCount)
    {
        foreach (var density in new[] { 0.0, 0.01, 0.5, 1.0 })
        {
            var rows = RandomRows.Create(rowCount, 5, density);
            var found = new List<int>();
            foreach (var row in rows.ToBitmap().Rows) found.Add(row);
            Assert.Equal(Enumerable.Range(0, rowCount).Where(i => rows[i]), found);
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Ranges_AnyRowCount_AreMaximalAndRebuildTheSet(int rowCount)
    {
        foreach (var density in new[] { 0.0, 0.02, 0.5, 0.98, 1.0 })
        {
            var set = RandomRows.Create(rowCount, 6, density).ToBitmap();
            var rebuilt = new RowBitmap(rowCount);
            var previousEnd = -1;
            foreach (var (start, count) in set.Ranges)
            {
                Assert.True(count > 0 && start > previousEnd, $"run {start}+{count} after {previousEnd}");
                previousEnd = start + count;
                rebuilt.SetRange(start, count);
            }

            Assert.True(set.SetEquals(rebuilt));
        }
    }

    [Fact]
    public void Slice_UnalignedStart_HasTheRowsFromThere()
    {
        var rows = RandomRows.Create(1000, 7);
        var slice = rows.ToBitmap().Slice(77, 400);
        Assert.Equal(rows[77..477], slice.ToRows());
    }

    [Fact]
    public void And_OfDifferentRowCounts_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new RowBitmap(64).And(new RowBitmap(65)));
        Assert.Contains("65", error.Message, StringComparison.Ordinal);
        Assert.Contains("64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SetRange_PastTheLastRow_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowBitmap(65).SetRange(60, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowBitmap(65).CountRange(-1, 1));
    }
}
