using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;
using OrleansSegmentation.Pql.Text;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>The text an expression was read from, if it was read from text.</summary>
internal sealed class SourceText
{
    private readonly string? _text;
    private readonly LineMap? _lines;

    public SourceText(string? text)
    {
        _text = text;
        _lines = text is null ? null : new LineMap(text);
    }

    /// <summary>Quotes a node.</summary>
    public string TextOf(PqlNode node) => node switch
    {
        _ when Quote(node.Span) is { } quoted => quoted,
        LambdaNode lambda => TextOf(lambda.Body),
        TimeQualificationNode tail => TextOfTail(tail),
        ChainElementNode element => TextOf(element.What.Body),
        _ => PqlTextPrinter.Print(node),
    };

    /// <summary>Says where a node is; null when it has no place.</summary>
    public ProofLocation? LocationOf(PqlNode node)
    {
        if (_lines is null || Quote(node.Span) is null) return null;
        var span = WithBrackets(node.Span);
        var (line, column) = _lines.At(span.Start);
        return new ProofLocation(span.Start, span.Length, line, column);
    }

    private static string TextOfTail(TimeQualificationNode tail)
    {
        const string word = "now occurs ";
        return PqlTextPrinter.Print(new OccursNode(new LiteralNode(PqlLiteralKind.Timestamp, "now"), tail))[word.Length..];
    }

    private string? Quote(TextSpan span)
    {
        if (_text is null || span.Length == 0 || span.End > _text.Length) return null;
        var whole = WithBrackets(span);
        return _text.Substring(whole.Start, whole.Length);
    }

    /// <summary>Adds the parentheses around the first and the last operand of a node, which leave no trace in the tree.</summary>
    private TextSpan WithBrackets(TextSpan span)
    {
        var (opened, closed) = CountUnmatched(_text.AsSpan(span.Start, span.Length));
        var (start, end) = (span.Start, span.End);
        for (var at = end; opened > 0 && at < _text!.Length && (_text[at] == ')' || char.IsWhiteSpace(_text[at])); at++)
        {
            if (_text[at] != ')') continue;
            opened--;
            end = at + 1;
        }

        for (var at = start - 1; closed > 0 && at >= 0 && (_text![at] == '(' || char.IsWhiteSpace(_text[at])); at--)
        {
            if (_text[at] != '(') continue;
            closed--;
            start = at;
        }

        return new TextSpan(start, end - start);
    }

    private static (int Opened, int Closed) CountUnmatched(ReadOnlySpan<char> text)
    {
        var (opened, closed) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' or '\'' or '`':
                    i = EndOfQuoted(text, i);
                    break;
                case '(':
                    opened++;
                    break;
                case ')' when opened > 0:
                    opened--;
                    break;
                case ')':
                    closed++;
                    break;
                case '@' when i + 1 < text.Length && text[i + 1] == '{':
                    i += text[i..].IndexOf('}') is >= 0 and var length ? length : 0;
                    break;
            }
        }

        return (opened, closed);
    }

    private static int EndOfQuoted(ReadOnlySpan<char> text, int start)
    {
        var i = start + 1;
        while (i < text.Length && text[i] != text[start]) i += text[i] == '\\' && text[start] != '`' ? 2 : 1;
        return i;
    }
}
