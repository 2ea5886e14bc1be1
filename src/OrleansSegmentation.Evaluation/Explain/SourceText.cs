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
        var span = node.Span;
        if (_lines is null || Quote(span) is null) return null;
        var (line, column) = _lines.At(span.Start);
        return new ProofLocation(span.Start, span.Length, line, column);
    }

    private static string TextOfTail(TimeQualificationNode tail)
    {
        const string word = "now occurs ";
        return PqlTextPrinter.Print(new OccursNode(new LiteralNode(PqlLiteralKind.Timestamp, "now"), tail))[word.Length..];
    }

    private string? Quote(TextSpan span) =>
        _text is not null && span.Length > 0 && span.End <= _text.Length ? _text.Substring(span.Start, span.Length) : null;
}
