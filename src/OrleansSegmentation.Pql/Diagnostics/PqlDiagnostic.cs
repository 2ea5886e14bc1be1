namespace OrleansSegmentation.Pql.Diagnostics;

/// <summary>How serious a <see cref="PqlDiagnostic"/> is.</summary>
public enum PqlSeverity
{
    /// <summary>The expression cannot be stored or run.</summary>
    Error,

    /// <summary>The expression runs, but may not mean what its author thinks.</summary>
    Warning,
}

/// <summary>A problem in a PQL expression. A value, not an exception: a wrong expression is an expected answer.</summary>
/// <param name="Code">Stable code: <c>PQL</c> and four digits. Callers branch on it, never on the message.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Span">Where, in the text; for <c>pql/json</c> see <paramref name="JsonPath"/>.</param>
/// <param name="Line">One-based line of the start (0 for <c>pql/json</c>).</param>
/// <param name="Column">One-based column of the start in UTF-16 units (0 for <c>pql/json</c>).</param>
/// <param name="Message">What was found, what is accepted and, where known, the fix.</param>
/// <param name="JsonPath">For <c>pql/json</c> input: the JSON path of the node, such as <c>$.params[1].value</c>; else null.</param>
public sealed record PqlDiagnostic(
    string Code, PqlSeverity Severity, TextSpan Span, int Line, int Column, string Message, string? JsonPath = null);
