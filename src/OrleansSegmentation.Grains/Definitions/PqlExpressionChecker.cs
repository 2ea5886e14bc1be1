using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Compiles expressions with the functions that the evaluator has, so that what is stored also runs.</summary>
internal sealed class PqlExpressionChecker : IExpressionChecker
{
    public ExpressionCheck Check(ExpressionDocument expression)
    {
        var format = ExpressionDiagnostics.FormatOf(expression);
        var compilation = PqlCompiler.Compile(format, expression.Value, FunctionCatalog.Default);
        return new ExpressionCheck(
            compilation.Query is { } query ? [.. query.ReferencedSegments] : [],
            [.. compilation.Diagnostics.Where(problem => problem.Severity == PqlSeverity.Error)
                .Select(problem => ExpressionDiagnostics.ItemOf(DefinitionFaults.InvalidExpression, problem, format))],
            [.. compilation.Diagnostics.Where(problem => problem.Severity == PqlSeverity.Warning).Select(ExpressionDiagnostics.TextOf)]);
    }
}
