using System.Collections.Immutable;
using OrleansSegmentation.Pql.Text;

namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>Collects the problems of one compilation.</summary>
/// <param name="text">The <c>pql/text</c> source, or null for <c>pql/json</c>.</param>
internal sealed class DiagnosticBag(string? text)
{
    // One wrong habit repeated 20,000 times is one lesson: more than this many entries help nobody and cost memory.
    private const int MaximumReported = 100;

    private readonly List<PqlDiagnostic> _reported = [];
    private LineMap? _lines;

    public bool HasErrors { get; private set; }

    public void Report(SourceLocation location, Problem problem)
    {
        if (problem.Severity == PqlSeverity.Error) HasErrors = true;
        if (_reported.Count >= MaximumReported) return;

        var (line, column) = (0, 0);
        if (text is not null) (line, column) = (_lines ??= new LineMap(text)).At(location.Span.Start);
        var path = text is null ? (location.Path ?? JsonPath.Root).ToString() : null;
        var message = path is null ? problem.Message : $"{path}: {problem.Message}";
        _reported.Add(new PqlDiagnostic(problem.Code, problem.Severity, location.Span, line, column, message, path));
    }

    /// <summary>Returns what was reported, in order of position (text) or of reading (JSON).</summary>
    public ImmutableArray<PqlDiagnostic> ToImmutable() => [.. _reported.OrderBy(diagnostic => diagnostic.Span.Start)];
}
