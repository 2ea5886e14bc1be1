using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>What the compiler found, in the words of the API.</summary>
internal static class ExpressionDiagnostics
{
    public const string TextFormat = "pql/text";
    public const string JsonFormat = "pql/json";

    private const string Field = "expression.value";

    public static PqlFormat FormatOf(ExpressionDocument expression) =>
        expression.Format == JsonFormat ? PqlFormat.Json : PqlFormat.Text;

    public static FaultItem ItemOf(string code, PqlDiagnostic problem, PqlFormat format, string field = Field) => new(
        code, TextOf(problem), field,
        format == PqlFormat.Text ? new TextLocation(problem.Span.Start, problem.Span.Length, problem.Line, problem.Column) : null);

    /// <summary>Returns the code and the message, which for <c>pql/json</c> starts with the JSON path.</summary>
    public static string TextOf(PqlDiagnostic problem) => $"{problem.Code}: {problem.Message}";
}
