using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Compiles expressions with the functions that the evaluator has, so that what is stored also runs.</summary>
internal sealed class PqlExpressionChecker : IExpressionChecker
{
    private const string Field = "expression.value";

    public ExpressionCheck Check(ExpressionDocument expression)
    {
        var format = expression.Format == "pql/json" ? PqlFormat.Json : PqlFormat.Text;
        var compilation = PqlCompiler.Compile(format, expression.Value, FunctionCatalog.Default);
        return new ExpressionCheck(
            compilation.Query is { } query ? [.. query.ReferencedSegments] : [],
            [.. compilation.Diagnostics.Where(problem => problem.Severity == PqlSeverity.Error).Select(problem => ItemOf(problem, format))],
            [.. compilation.Diagnostics.Where(problem => problem.Severity == PqlSeverity.Warning).Select(problem => TextOf(problem, format))]);
    }

    private static FaultItem ItemOf(PqlDiagnostic problem, PqlFormat format) => new(
        DefinitionFaults.InvalidExpression, TextOf(problem, format), Field,
        format == PqlFormat.Text ? new TextLocation(problem.Span.Start, problem.Span.Length, problem.Line, problem.Column) : null);

    private static string TextOf(PqlDiagnostic problem, PqlFormat format) => format == PqlFormat.Text
        ? $"{problem.Code}: {problem.Message}"
        : $"{problem.Code}: {problem.Message} At {problem.JsonPath ?? "$"}.";
}
