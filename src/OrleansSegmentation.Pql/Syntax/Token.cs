using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>A token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Text">A name without backquotes, a string without quotes and escapes, the text of a schema reference; else empty.</param>
/// <param name="Keyword">What a <see cref="TokenKind.Word"/> may mean beside a name.</param>
/// <param name="Magnitude">The value of an integer, up to 2^63, which only a folded minus sign makes valid.</param>
/// <param name="Number">The value of a double.</param>
internal readonly record struct Token(
    TokenKind Kind, TextSpan Span, string Text = "", Keyword Keyword = Keyword.None, ulong Magnitude = 0, double Number = 0)
{
    public bool IsReserved => Keyword is >= Keywords.FirstReserved and <= Keywords.LastReserved;

    /// <summary>Gets whether the token may name a variable or be a bare property.</summary>
    public bool IsIdentifier => Kind == TokenKind.QuotedName || (Kind == TokenKind.Word && !IsReserved && Keyword != Keyword.This);

    /// <summary>Gets whether the token may stand after a dot.</summary>
    public bool IsName => Kind is TokenKind.QuotedName or TokenKind.Word;
}
