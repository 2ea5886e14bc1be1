using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Syntax;

namespace OrleansSegmentation.Pql.Tests.Syntax;

public class LexerTests
{
    [Theory]
    [InlineData("person Person _x été a1_", "Word person, Word Person, Word _x, Word été, Word a1_")]
    [InlineData("`a b` `x``y` `and`", "QuotedName a b, QuotedName x`y, QuotedName and")]
    [InlineData("𝒜bc", "Word 𝒜bc")]
    [InlineData("0 73 007", "Integer 0, Integer 73, Integer 7")]
    [InlineData("2.75 .75 6.5E-3 4e3 1E+2", "Double 2.75, Double 0.75, Double 0.0065, Double 4000, Double 100")]
    [InlineData("\"a\" 'b' \"it's\" '\"'", "String a, String b, String it's, String \"")]
    [InlineData("\"\\\\ \\\" \\' \\/ \\n \\t \\r \\b \\f \\u00e9 \\uD83D\\uDE00\"", "String \\ \" ' / \n \t \r \b \f é 😀")]
    [InlineData("$1 $23", "Parameter 1, Parameter 23")]
    [InlineData("@{https://x/y z}.a", "SchemaReference https://x/y z, Dot , Word a")]
    [InlineData("= != < <= > >= => ! ^^", "Equal , NotEqual , Less , LessOrEqual , Greater , GreaterOrEqual , Arrow , Bang , Caret , Caret ")]
    [InlineData("+-*/%.,:()[]{}", "Plus , Minus , Star , Slash , Percent , Dot , Comma , Colon , OpenParenthesis , CloseParenthesis , OpenBracket , CloseBracket , OpenBrace , CloseBrace ")]
    [InlineData("a\t\r\n\u00A0\u2028b\uFEFF", "Word a, Word b")]
    [InlineData("a.b", "Word a, Dot , Word b")]
    public void Tokenize_Text_GivesTokens(string text, string expected)
    {
        var diagnostics = new DiagnosticBag(text);
        var tokens = Lexer.Tokenize(text, diagnostics);
        Assert.False(diagnostics.HasErrors);
        Assert.Equal(TokenKind.End, tokens[^1].Kind);
        Assert.Equal(expected, string.Join(", ", tokens[..^1].Select(Show)));
    }

    [Fact]
    public void Tokenize_Keywords_AreFoundInAnyLetterCase()
    {
        foreach (var word in "and or not in notIn like matches select from where exists forall let if over occurs true false null chain now today yesterday tomorrow".Split(' '))
        {
            Assert.True(Single(word).IsReserved, word);
            Assert.True(Single(word.ToUpperInvariant()).IsReserved, word);
            Assert.False(Single(word).IsIdentifier, word);
            Assert.True(Single($"`{word}`").IsIdentifier, word);
        }
    }

    [Fact]
    public void Tokenize_ContextualWords_AreNames()
    {
        foreach (var word in "sum average min max some all none one last next before after between on what when count gap days".Split(' '))
            Assert.True(Single(word).IsIdentifier, word);
    }

    [Theory]
    [InlineData("a = \"b\" and c[1.5]", "a|=|\"b\"|and|c|[|1.5|]|")]
    [InlineData(" `x` <= @{s} ", "`x`|<=|@{s}|")]
    public void Tokenize_Spans_CoverTheTokens(string text, string expected) => Assert.Equal(
        expected,
        string.Join('|', Lexer.Tokenize(text, new DiagnosticBag(text)).Select(token => text.Substring(token.Span.Start, token.Span.Length))));

    private static Token Single(string text)
    {
        var tokens = Lexer.Tokenize(text, new DiagnosticBag(text));
        Assert.Equal(2, tokens.Length);
        return tokens[0];
    }

    private static string Show(Token token) => token.Kind switch
    {
        TokenKind.Integer or TokenKind.Parameter => $"{token.Kind} {token.Magnitude}",
        TokenKind.Double => FormattableString.Invariant($"{token.Kind} {token.Number}"),
        _ => $"{token.Kind} {token.Text}",
    };
}
