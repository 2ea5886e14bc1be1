using System.Text;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Pql.Syntax;

// What people write out of habits from other languages: each gets a message that says what to write instead.
internal sealed partial class Lexer
{
    private const string TypographicQuotes = "“”„‟«»‘’‚‛‹›";

    private bool ReadForeign(char current)
    {
        var start = _position;
        switch (current)
        {
            case '=': // two or more, else it would be a symbol
                while (Peek(0) == '=') _position++;
                ReportOperator(start, "Write '=' for equality.");
                Add(TokenKind.Equal, start);
                return true;
            case '<': // followed by >
                _position += 2;
                ReportOperator(start, "Write '!=' for inequality.");
                Add(TokenKind.NotEqual, start);
                return true;
            case '&':
                _position += Peek() == '&' ? 2 : 1;
                ReportOperator(start, "Write 'and'.");
                Add(TokenKind.Word, start, "and", Keyword.And);
                return true;
            case '|':
                _position += Peek() == '|' ? 2 : 1;
                ReportOperator(start, "Write 'or'.");
                Add(TokenKind.Word, start, "or", Keyword.Or);
                return true;
            case ';':
                _position++;
                ReportOperator(start, "PQL has no statement separator: write one expression.");
                return true;
            case '?':
                _position++;
                ReportOperator(start, "Write if(condition, value, otherwise).");
                return true;
            case '~':
                _position++;
                ReportOperator(start, "Write 'matches' for regular expressions, 'not' for negation.");
                return true;
            case '#':
                _position++;
                Report(start, _position, PqlDiagnostics.StrayCharacter("#", "PQL has no comments."));
                return true;
            case '/':
                SkipComment();
                return true;
            default:
                return ReadTypographicString(current);
        }
    }

    private void ReportOperator(int start, string replacement) =>
        Report(start, _position, PqlDiagnostics.ForeignOperator(_source[start.._position], replacement));

    private void SkipComment()
    {
        var start = _position;
        var isBlock = Peek() == '*';
        var end = isBlock
            ? _source.IndexOf("*/", start + 2, StringComparison.Ordinal)
            : _source.AsSpan(start).IndexOfAny('\r', '\n');
        _position = (isBlock, end) switch
        {
            (_, < 0) => _source.Length,
            (true, _) => end + 2,
            _ => start + end,
        };
        Report(start, _position, PqlDiagnostics.Comment(_source[start.._position]));
    }

    private bool ReadTypographicString(char current)
    {
        if (!TypographicQuotes.Contains(current, StringComparison.Ordinal)) return false;

        // The text up to the next quote of any kind is taken as the string, so that its words are not reported one by one.
        var start = _position++;
        var end = _source.AsSpan(_position).IndexOfAny(TypographicQuotes + "\"\r\n");
        var textEnd = end < 0 ? _source.Length : _position + end;
        var text = _source[_position..textEnd];
        _position = end >= 0 && _source[textEnd] is not ('\r' or '\n') ? textEnd + 1 : textEnd;
        Report(start, _position, PqlDiagnostics.TypographicQuote(_source[start.._position]));
        Add(TokenKind.String, start, text);
        return true;
    }

    private void ReadLetterOrStray()
    {
        var start = _position;
        if (!Rune.TryGetRuneAt(_source, start, out var rune))
        {
            _position++;
            Report(start, _position, PqlDiagnostics.UnpairedSurrogate());
        }
        else if (Rune.IsLetter(rune))
        {
            ReadWord();
        }
        else
        {
            _position += rune.Utf16SequenceLength;
            Report(start, _position, PqlDiagnostics.StrayCharacter(rune.ToString(), ""));
        }
    }
}
