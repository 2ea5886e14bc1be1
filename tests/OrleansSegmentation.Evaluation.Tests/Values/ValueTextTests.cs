using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Tests.Values;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData("12", "12")]
    [InlineData("-3.5", "-3.5")]
    [InlineData("2E3", "2000")]
    [InlineData(".75", "0.75")]
    [InlineData("007", "7")]
    [InlineData("1e-2", "0.01")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    public void TryParseNumber_Number_IsRead(string text, string value)
    {
        Assert.True(ValueText.TryParseNumber(text, out var number));
        Assert.True(ValueText.TryParseNumber(value, out var expected));
        Assert.True(ScalarComparison.Equal(number, expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("4.")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1,000")]
    [InlineData("0x1F")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("１")]
    public void TryParseNumber_AnythingElse_IsNotANumber(string text) => Assert.False(ValueText.TryParseNumber(text, out _));

    [Theory]
    [InlineData(40.0, "40")]
    [InlineData(0.1, "0.1")]
    [InlineData(-2.5, "-2.5")]
    public void TryGetText_Double_IsItsShortestDecimal(double value, string expected)
    {
        Assert.True(ValueText.TryGetText(PqlValue.FromDouble(value), out var text));
        Assert.Equal(expected, text);
    }
}
