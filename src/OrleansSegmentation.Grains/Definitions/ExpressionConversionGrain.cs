using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Json;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Grains.Definitions;

/// <inheritdoc cref="IExpressionConversionGrain" />
[StatelessWorker]
internal sealed class ExpressionConversionGrain : Grain, IExpressionConversionGrain
{
    private const string InvalidField = "SEG-GEN003-400";
    private const string NotConvertible = "SEG-CNV001-400";

    public Task<ServiceResult<ExpressionDocument>> ConvertAsync(ExpressionDocument expression, CancellationToken cancellationToken) =>
        Task.FromResult(Convert(expression));

    private static ServiceResult<ExpressionDocument> Convert(ExpressionDocument expression)
    {
        // The length is the compiler's to judge: the JSON form of an expression is longer than a definition may be.
        var problems = DefinitionRules.CheckKind(expression).Select(problem => problem with { Code = InvalidField }).ToList();
        if (problems.Count > 0) return new ServiceFault(400, "The expression cannot be read.", null, problems);

        var format = ExpressionDiagnostics.FormatOf(expression);
        var compilation = PqlCompiler.Compile(format, expression.Value, FunctionCatalog.Default);
        if (compilation.Query is { } query)
        {
            return format == PqlFormat.Text
                ? expression with { Format = ExpressionDiagnostics.JsonFormat, Value = PqlJsonWriter.Write(query.Root) }
                : expression with { Format = ExpressionDiagnostics.TextFormat, Value = PqlTextPrinter.Print(query.Root) };
        }

        var errors = compilation.Diagnostics.Where(problem => problem.Severity == PqlSeverity.Error)
            .Select(problem => ExpressionDiagnostics.ItemOf(NotConvertible, problem, format)).ToList();
        return new ServiceFault(400, "The expression cannot be converted.", errors.Count == 1 ? errors[0].Message : null, errors);
    }
}
