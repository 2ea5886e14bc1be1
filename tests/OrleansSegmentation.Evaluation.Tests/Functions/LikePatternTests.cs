using System.Text;
using System.Text.RegularExpressions;
using OrleansSegmentation.Evaluation.Functions.Text;

namespace OrleansSegmentation.Evaluation.Tests.Functions;

public sealed class LikePatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("a", "_", true)]
    [InlineData("a_c", "a\\_c", true)]
    [InlineData("abc", "a\\_c", false)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("a\\b", "a\\\\b", true)]
    [InlineData("\uFFFF", "\uFFFE", false)]
    [InlineData("😀", "_", true)]
    [InlineData("😀", "__", false)]
    [InlineData("a😀b", "a_b", true)]
    [InlineData("line\nbreak", "line%", true)]
    [InlineData("Porto", "porto", false)]
    public void IsMatch_Pattern_CoversTheWholeText(string text, string pattern, bool expected) =>
        Assert.Equal(expected, new LikePattern(pattern).IsMatch(text));

    [Fact]
    public void IsMatch_RandomPatterns_AgreeWithARegularExpression()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var pattern = RandomText(random, "ab%_\\", 6);
            var text = RandomText(random, "ab%_\\", 8);
            Assert.True(Regex.IsMatch(text, ToRegex(pattern)) == new LikePattern(pattern).IsMatch(text), $"'{text}' like '{pattern}'");
        }
    }

    [Fact]
    public void IsMatch_ManyRuns_TakesNoExponentialTime() =>
        Assert.False(new LikePattern(string.Concat(Enumerable.Repeat("%a", 40)) + "b").IsMatch(new string('a', 4000)));

    private static string ToRegex(string pattern)
    {
        var regex = new StringBuilder("\\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length) regex.Append(Regex.Escape(pattern[++i].ToString()));
            else regex.Append(pattern[i] switch { '%' => "[\\s\\S]*", '_' => "[\\s\\S]", var other => Regex.Escape(other.ToString()) });
        }

        return regex.Append("\\z").ToString();
    }

    private static string RandomText(Random random, string alphabet, int maxLength) =>
        new([.. Enumerable.Range(0, random.Next(maxLength + 1)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
}
