using OrleansSegmentation.Evaluation.Functions.Text;

namespace OrleansSegmentation.Evaluation.Tests.Functions;

public sealed class PqlRegexTests
{
    [Theory]
    [InlineData("a++", "possessive")]
    [InlineData("\\p{javaLowerCase}", "\\p{java")]
    [InlineData("(a", "at 2")]
    [InlineData("[a-z&&[aeiou]]", "&&")]
    public void TryCompile_BadPattern_SaysWhatIsWrong(string pattern, string message)
    {
        Assert.False(PqlRegex.TryCompile(pattern, out _, out var error));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void IsMatch_CatastrophicPattern_RunsOutOfTimeAndIsCounted()
    {
        var patterns = new PatternCache();
        var regex = patterns.GetRegex("(?=(a+)+$)\\1b")!; // the reference to a group forces backtracking
        Assert.False(regex.IsMatch(new string('a', 60) + "!"));
        Assert.Equal(1, patterns.CountTimeouts());
    }

    [Fact]
    public void IsMatch_NestedQuantifiersWithoutBacktracking_AnswerAtOnce()
    {
        Assert.True(PqlRegex.TryCompile("^(a+)+$", out var regex, out _));
        Assert.False(regex.IsMatch(new string('a', 10_000) + "!"));
        Assert.Equal(0, regex.TimeoutCount);
    }

    [Fact]
    public void GetRegex_BadPatternFromData_IsNoPattern() => Assert.Null(new PatternCache().GetRegex("("));
}
