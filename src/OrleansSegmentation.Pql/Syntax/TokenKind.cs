namespace OrleansSegmentation.Pql.Syntax;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>The end of the source; always the last token.</summary>
    End,

    /// <summary>A word: a name, a keyword or a function.</summary>
    Word,

    /// <summary>A back-quoted name.</summary>
    QuotedName,
    String,
    Integer,
    Double,

    /// <summary><c>$1</c></summary>
    Parameter,

    /// <summary><c>@{…}</c></summary>
    SchemaReference,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    Caret,
    Dot,
    Comma,
    Colon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Arrow,
}
