using CsCheck;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Grains.Partitions.Memberships;

namespace OrleansSegmentation.Grains.Tests.Partitions.Memberships;

public sealed class NumberSetTests
{
    // Numbers of rows: mostly one after the other, with gaps where clusters were joined away, from any first number.
    private static readonly Gen<(int[] Numbers, bool[] Rows)> Pieces =
        Gen.Select(Gen.Int[0, 200], Gen.Frequency((20, Gen.Const(1)), (1, Gen.Int[2, 150])).Array[0, 300])
            .Select(static (first, steps) => steps.Scan(first))
            .SelectMany(static numbers => Gen.Bool.Array[numbers.Length], static (numbers, rows) => (numbers, rows));

    [Fact]
    public void AddRows_AnyNumbers_AgreesWithRowByRow() => Gen.Select(Pieces, Pieces).Sample(static (one, other) =>
    {
        var set = new NumberSet();
        foreach (var piece in new[] { one, other }) set.AddRows(ToBitmap(piece.Rows).Words, piece.Numbers);

        var expected = new[] { one, other }.SelectMany(static piece => piece.Numbers.Where((_, row) => piece.Rows[row])).ToHashSet();
        Assert.Equal(expected.Order(), set.ToNumbers());
        Assert.Equal(expected.Count, set.Count);
    });

    [Fact]
    public void CountExcept_SetsOfAnyLength_AgreesWithSets() => Gen.Select(Gen.Int[0, 500].Array, Gen.Int[0, 300].Array).Sample(static (one, other) =>
    {
        var (left, right) = (ToSet(one), ToSet(other));

        Assert.Equal(one.Except(other).Order(), left.Except(right));
        Assert.Equal(one.Except(other).Count(), left.CountExcept(right));
        Assert.Equal(other.Except(one).Count(), right.CountExcept(left));
    });

    [Fact]
    public void Copy_ThenChanged_LeavesTheOriginal()
    {
        var set = ToSet([1, 70]);
        var copy = set.Copy();
        copy.Remove(70);
        copy.Add(300);

        Assert.Equal([1, 70], set.ToNumbers());
        Assert.Equal([1, 300], copy.ToNumbers());
        Assert.False(set.Contains(300));
    }

    private static NumberSet ToSet(int[] numbers)
    {
        var set = new NumberSet();
        foreach (var number in numbers) set.Add(number);
        return set;
    }

    private static RowBitmap ToBitmap(bool[] rows)
    {
        var bitmap = new RowBitmap(rows.Length);
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row]) bitmap.Set(row);
        }

        return bitmap;
    }
}

internal static class Steps
{
    /// <summary>Returns the running sums.</summary>
    public static int[] Scan(this int[] steps, int first)
    {
        var numbers = new int[steps.Length];
        for (var index = 0; index < steps.Length; index++) numbers[index] = first += steps[index];
        return numbers;
    }
}
