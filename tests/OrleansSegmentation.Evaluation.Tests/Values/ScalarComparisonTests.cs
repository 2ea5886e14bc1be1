using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Values;

public sealed class ScalarComparisonTests
{
    [Theory]
    [InlineData(3, 3.0, 0)]
    [InlineData(3, 3.5, -1)]
    [InlineData(-3, -3.5, 1)]
    [InlineData(9_007_199_254_740_993, 9_007_199_254_740_992.0, 1)]
    [InlineData(long.MaxValue, 9_223_372_036_854_775_808.0, -1)]
    [InlineData(long.MinValue, -9_223_372_036_854_775_808.0, 0)]
    [InlineData(long.MinValue, -1e300, 1)]
    [InlineData(long.MaxValue, double.PositiveInfinity, -1)]
    public void OrderNumbers_IntegerAndDouble_IsExact(long integer, double number, int expected)
    {
        var (left, right) = (PqlValue.FromInteger(integer), PqlValue.FromDouble(number));
        Assert.Equal(expected, ScalarComparison.OrderNumbers(left, right));
        Assert.Equal(-expected, ScalarComparison.OrderNumbers(right, left));
    }

    [Fact]
    public void Compare_NaN_DiffersFromItself()
    {
        var nan = PqlValue.FromDouble(double.NaN);
        Assert.True(ScalarComparison.NotEqual(nan, nan));
        Assert.Null(ScalarComparison.Order(nan, PqlValue.FromInteger(1)));
    }

    [Fact]
    public void DistinctEquality_EqualNumbers_HashAlike()
    {
        var values = new HashSet<PqlValue>(DistinctEquality.Instance)
        {
            PqlValue.FromInteger(3), PqlValue.FromDouble(3), PqlValue.FromDouble(0), PqlValue.FromDouble(-0.0), PqlValue.FromString("3"), PqlValue.True,
        };
        Assert.Equal(4, values.Count);
    }
}
