using System.Globalization;
using System.Text;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Cli.Pql.Checking;

/// <summary>Shows problems of an expression with the line they are in and a mark under the place.</summary>
internal static class DiagnosticText
{
    private const int MaxWidth = 120;

    /// <summary>Writes a problem.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="diagnostic">The problem.</param>
    /// <param name="source">The expression.</param>
    public static void Write(TextWriter writer, PqlDiagnostic diagnostic, string source)
    {
        writer.WriteLine($"{Place(diagnostic)}: {Severity(diagnostic)} {diagnostic.Code}: {diagnostic.Message}");
        if (diagnostic.JsonPath is not null || diagnostic.Line == 0) return;
        var (line, mark) = Excerpt(diagnostic, source);
        writer.WriteLine($"  {line}");
        writer.WriteLine($"  {mark}");
    }

    /// <summary>Says a problem in one line.</summary>
    public static string OneLine(PqlDiagnostic diagnostic) => $"{diagnostic.Code} at {Place(diagnostic)}: {diagnostic.Message}";

    /// <summary>Names the severity.</summary>
    public static string Severity(PqlDiagnostic diagnostic) => diagnostic.Severity == PqlSeverity.Error ? "error" : "warning";

    private static string Place(PqlDiagnostic diagnostic) =>
        diagnostic.JsonPath ?? (diagnostic.Line == 0 ? "the expression" : string.Create(CultureInfo.InvariantCulture, $"{diagnostic.Line}:{diagnostic.Column}"));

    private static (string Line, string Mark) Excerpt(PqlDiagnostic diagnostic, string source)
    {
        var at = Math.Min(diagnostic.Span.Start, source.Length);
        var start = at - (diagnostic.Column - 1);
        var end = source.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var length ? start + length : source.Length;
        var first = at - start <= MaxWidth * 3 / 4 ? start : at - MaxWidth / 2;
        var last = Math.Min(end, first + MaxWidth);
        var line = $"{(first > start ? "…" : "")}{source[first..last]}{(last < end ? "…" : "")}";

        var mark = new StringBuilder(first > start ? " " : "");
        foreach (var rune in source[first..Math.Max(first, Math.Min(at, last))].EnumerateRunes()) mark.Append(rune.Value == '\t' ? '\t' : ' ');
        var marked = source.AsSpan(Math.Min(at, last), Math.Max(0, Math.Min(diagnostic.Span.End, last) - Math.Min(at, last)));
        var width = 0;
        foreach (var _ in marked.EnumerateRunes()) width++;
        return (line, mark.Append('^', Math.Max(1, width)).ToString());
    }
}
