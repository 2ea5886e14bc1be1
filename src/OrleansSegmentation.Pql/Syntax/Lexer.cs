using System.Collections.Immutable;
using System.Text;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Syntax;

/// <summary>
/// Splits a source into tokens. Wrong text is reported and replaced by the token its author most likely meant,
/// so that one pass finds every lexical error and the parser can go on.
/// </summary>
internal sealed partial class Lexer
{
    private readonly string _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly ImmutableArray<Token>.Builder _tokens = ImmutableArray.CreateBuilder<Token>();
    private int _position;

    private Lexer(string source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
    }

    /// <summary>Returns the tokens of a source; the last one is <see cref="TokenKind.End"/>.</summary>
    public static ImmutableArray<Token> Tokenize(string source, DiagnosticBag diagnostics)
    {
        var lexer = new Lexer(source, diagnostics);
        while (lexer._position < source.Length) lexer.ReadToken();
        lexer._tokens.Add(new Token(TokenKind.End, new TextSpan(source.Length, 0)));
        return lexer._tokens.ToImmutable();
    }

    private char Peek(int distance = 1) => _position + distance < _source.Length ? _source[_position + distance] : '\0';

    private void ReadToken()
    {
        var current = _source[_position];
        if (char.IsWhiteSpace(current) || current == '\uFEFF') _position++;
        else if (current == '_' || char.IsAsciiLetter(current)) ReadWord();
        else if (char.IsAsciiDigit(current) || (current == '.' && char.IsAsciiDigit(Peek()))) ReadNumber();
        else if (current is '"' or '\'') ReadString(current);
        else if (current == '`') ReadQuotedName();
        else if (!ReadSymbol(current)) ReadOther(current);
    }

    private void ReadWord()
    {
        var start = _position;
        _position = EndOfWord(start);
        var text = _source[start.._position];
        Add(TokenKind.Word, start, text, Keywords.Find(text));
    }

    /// <summary>Returns the offset after the letters, digits and underscores that start at an offset.</summary>
    private int EndOfWord(int offset)
    {
        while (offset < _source.Length)
        {
            if (_source[offset] == '_' || char.IsAsciiLetterOrDigit(_source[offset]))
            {
                offset++;
                continue;
            }

            if (!Rune.TryGetRuneAt(_source, offset, out var rune) || !Rune.IsLetterOrDigit(rune)) break;
            offset += rune.Utf16SequenceLength;
        }

        return offset;
    }

    private void ReadQuotedName()
    {
        var start = _position++;
        var name = new StringBuilder();
        while (true)
        {
            var end = _source.IndexOf('`', _position);
            if (end < 0)
            {
                Report(start, _source.Length, PqlDiagnostics.UnterminatedBackquote());
                name.Append(_source, _position, _source.Length - _position);
                _position = _source.Length;
                break;
            }

            name.Append(_source, _position, end - _position);
            _position = end + 1;
            if (Peek(0) != '`') break;
            name.Append('`');
            _position++;
        }

        var text = name.ToString();
        if (text.Length == 0) Report(start, _position, PqlDiagnostics.EmptyBackquote());
        if (!IsWellFormed(text)) Report(start, _position, PqlDiagnostics.UnpairedSurrogate());
        Add(TokenKind.QuotedName, start, text);
    }

    private bool ReadSymbol(char current)
    {
        var next = Peek();
        var (kind, length) = (current, next) switch
        {
            ('=', '>') => (TokenKind.Arrow, 2),
            ('=', not '=') => (TokenKind.Equal, 1),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('!', _) => (TokenKind.Bang, 1),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('<', not '>') => (TokenKind.Less, 1),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('>', _) => (TokenKind.Greater, 1),
            ('/', not ('/' or '*')) => (TokenKind.Slash, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('^', _) => (TokenKind.Caret, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('(', _) => (TokenKind.OpenParenthesis, 1),
            (')', _) => (TokenKind.CloseParenthesis, 1),
            ('[', _) => (TokenKind.OpenBracket, 1),
            (']', _) => (TokenKind.CloseBracket, 1),
            ('{', _) => (TokenKind.OpenBrace, 1),
            ('}', _) => (TokenKind.CloseBrace, 1),
            _ => (TokenKind.End, 0),
        };
        if (length == 0) return false;
        _position += length;
        Add(kind, _position - length);
        return true;
    }

    private void ReadOther(char current)
    {
        if (current == '$') ReadParameter();
        else if (current == '@') ReadSchemaReference();
        else if (!ReadForeign(current)) ReadLetterOrStray();
    }

    private void ReadParameter()
    {
        var start = _position++;
        var digits = _position;
        while (char.IsAsciiDigit(Peek(0))) _position++;
        if (_position == digits)
        {
            Report(start, _position, PqlDiagnostics.MalformedParameter());
            return;
        }

        _ = ulong.TryParse(_source.AsSpan(digits, _position - digits), out var number); // out of range stays 0, which no level has
        Add(TokenKind.Parameter, start, magnitude: number);
    }

    private void ReadSchemaReference()
    {
        var start = _position++;
        if (Peek(0) != '{')
        {
            Report(start, _position, PqlDiagnostics.StrayCharacter("@", "A schema reference is written @{schema id}."));
            return;
        }

        var end = _source.IndexOf('}', _position);
        var text = _source[(_position + 1)..(end < 0 ? _source.Length : end)];
        _position = end < 0 ? _source.Length : end + 1;
        if (end < 0) Report(start, _position, PqlDiagnostics.MalformedSchemaReference("the closing '}' is missing"));
        else if (string.IsNullOrWhiteSpace(text)) Report(start, _position, PqlDiagnostics.MalformedSchemaReference("it is empty"));
        else if (!IsWellFormed(text)) Report(start, _position, PqlDiagnostics.UnpairedSurrogate());
        Add(TokenKind.SchemaReference, start, text.Length == 0 ? "?" : text);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private void Add(
        TokenKind kind, int start, string text = "", Keyword keyword = Keyword.None, ulong magnitude = 0, double number = 0) =>
        _tokens.Add(new Token(kind, new TextSpan(start, _position - start), text, keyword, magnitude, number));

    private void Report(int start, int end, Problem problem) => _diagnostics.Report(new TextSpan(start, end - start), problem);
}
