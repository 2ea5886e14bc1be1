using OrleansSegmentation.Columnar.Kernels;

namespace OrleansSegmentation.Columnar.Tests.Kernels;

public class BitKernelsTests
{
    public static TheoryData<int> Sizes => RandomRows.Sizes;

    [Theory, MemberData(nameof(Sizes))]
    public void Apply_AtEveryVectorWidth_GivesTheSameWords(int rowCount)
    {
        Check<AndOperator>(rowCount, (left, right) => left & right);
        Check<OrOperator>(rowCount, (left, right) => left | right);
        Check<XorOperator>(rowCount, (left, right) => left ^ right);
        Check<AndNotOperator>(rowCount, (left, right) => left & !right);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Not_InPlace_IsTheComplement(int rowCount)
    {
        var rows = RandomRows.Create(rowCount, 12);
        var words = rows.ToBitmap().Words.ToArray();
        BitKernels.Not(words, rowCount, words);
        Assert.Equal(rows.Select(row => !row).ToArray().ToBitmap().Words.ToArray(), words);
    }

    [Theory, MemberData(nameof(Sizes))]
    public void SetTests_AnyRowCount_AgreeWithRowByRow(int rowCount)
    {
        foreach (var density in new[] { 0.0, 0.001, 0.6 })
        {
            var left = RandomRows.Create(rowCount, 30, density);
            var right = RandomRows.Create(rowCount, 31, density);
            var (l, r) = (left.ToBitmap(), right.ToBitmap());
            Assert.Equal(left.Zip(right).Any(p => p.First && p.Second), BitKernels.Intersects(l.Words, r.Words));
            Assert.Equal(left.Zip(right).All(p => !p.First || p.Second), BitKernels.IsSubset(l.Words, r.Words));
            Assert.True(BitKernels.IsSubset(l.And(r).Words, l.Words));
        }
    }

    private static void Check<TOperator>(int rowCount, Func<bool, bool, bool> expectedRow)
        where TOperator : struct, IWordOperator
    {
        var left = RandomRows.Create(rowCount, 10);
        var right = RandomRows.Create(rowCount, 11);
        var expected = left.Zip(right, expectedRow).ToArray().ToBitmap().Words.ToArray();
        var (l, r) = (left.ToBitmap(), right.ToBitmap());
        var count = expected.Sum(word => ulong.PopCount(word) is var bits ? (int)bits : 0);

        var destination = RandomRows.Dirty(rowCount);
        BitKernels.Apply<TOperator, HardwareLimit>(l.Words, r.Words, destination);
        Assert.Equal(expected, destination);
        destination = RandomRows.Dirty(rowCount);
        BitKernels.Apply<TOperator, Limit256>(l.Words, r.Words, destination);
        Assert.Equal(expected, destination);
        destination = RandomRows.Dirty(rowCount);
        BitKernels.Apply<TOperator, Limit128>(l.Words, r.Words, destination);
        Assert.Equal(expected, destination);
        destination = RandomRows.Dirty(rowCount);
        BitKernels.Apply<TOperator, ScalarLimit>(l.Words, r.Words, destination);
        Assert.Equal(expected, destination);
        destination = l.Words.ToArray();
        BitKernels.Apply<TOperator, HardwareLimit>(destination, r.Words, destination);
        Assert.Equal(expected, destination);

        Assert.Equal(count, CountKernels.Count<TOperator, HardwareLimit>(l.Words, r.Words));
        Assert.Equal(count, CountKernels.Count<TOperator, Limit256>(l.Words, r.Words));
        Assert.Equal(count, CountKernels.Count<TOperator, ScalarLimit>(l.Words, r.Words));
    }
}
