using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Grains.Explanations;

/// <inheritdoc cref="IExplanationGrain" />
[StatelessWorker]
internal sealed class ExplanationGrain(EvaluationPool pool, IOptions<EvaluationOptions> options, TimeProvider clock) : Grain, IExplanationGrain
{
    // Someone waits for the answer, and jobs wait for the thread: an expression that needs more is not explained.
    private const long MaxSteps = 5_000_000;

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<ServiceResult<ExplanationDocument>> ExplainAsync(ExplanationRequest request, CancellationToken cancellationToken)
    {
        var input = ExplanationInput.Read(request, out var problems);
        if (problems.Count > 0) return ExplanationFaults.Fields(problems);

        var source = await ReadSourceAsync(input, cancellationToken);
        if (input.SegmentId is { } id && source.Definition is null) return DefinitionFaults.NotFound(id);
        if (source.MergePolicy is null)
        {
            return ExplanationFaults.Fields([ExplanationFaults.Field(
                "mergePolicyId", $"mergePolicyId is '{request.MergePolicyId}'; no merge policy of this sandbox has that id.")]);
        }

        var expression = source.Definition?.Expression ?? request.Expression!;
        var compilation = PqlCompiler.Compile(ExpressionDiagnostics.FormatOf(expression), expression.Value, FunctionCatalog.Default);
        if (compilation.Query is not { } query) return ExplanationFaults.Expression(ErrorsOf(compilation, expression));

        var profile = input.Profile;
        DatasetPaths? datasets = null;
        if (input.Identity is { } identity)
        {
            var stored = await new StoredProfileReader(this.GetPrimaryKey(), GrainFactory)
                .ReadAsync(identity, source, () => ReadSourceAsync(input, cancellationToken), cancellationToken);
            if (stored is null) return ExplanationFaults.UnknownProfile(request.EntityId!, request.EntityIdNamespace);
            if (stored.HasTooManyIdentities) return ExplanationFaults.TooManyIdentities(request.EntityId!);
            profile = JsonValues.FromUtf8(stored.Json.Span);
            datasets = DatasetPaths.Of(stored.Sources);
        }

        var context = new EvaluationContext(input.NowMs ?? clock.GetUtcNow().ToUnixTimeMilliseconds())
        {
            MaxStepsPerProfile = Math.Min(options.Value.MaxStepsPerProfile, MaxSteps),
            CancellationToken = cancellationToken,
        };
        try
        {
            return await pool.RunAsync(this, () => Explain(expression, query, profile!.Value, context, datasets), cancellationToken);
        }
        catch (EvaluationLimitException exception)
        {
            return ExplanationFaults.TooCostly(exception.MaxSteps);
        }
    }

    private Task<ExplanationSource> ReadSourceAsync(ExplanationInput input, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<IExplanationSourceGrain>(this.GetPrimaryKey()).ReadAsync(input.SegmentId, input.MergePolicyId, cancellationToken);

    private static List<FaultItem> ErrorsOf(PqlCompilation compilation, ExpressionDocument expression) =>
    [
        .. compilation.Diagnostics.Where(static problem => problem.Severity == PqlSeverity.Error).Select(
            problem => ExpressionDiagnostics.ItemOf(DefinitionFaults.InvalidExpression, problem, ExpressionDiagnostics.FormatOf(expression))),
    ];

    private static ExplanationDocument Explain(
        ExpressionDocument expression, PqlQuery query, PqlValue profile, EvaluationContext context, DatasetPaths? datasets)
    {
        // A proof quotes text with its place; an expression in JSON has none, so its canonical text is quoted.
        var text = expression.Format == ExpressionDiagnostics.TextFormat ? expression.Value : PqlTextPrinter.Print(query.Root);
        var root = expression.Format == ExpressionDiagnostics.TextFormat
            ? query.Root
            : PqlCompiler.CompileText(text, FunctionCatalog.Default).Query?.Root ?? query.Root;
        var explanation = ProfileExplainer.Explain(root, text, profile, context, datasets is null ? null : datasets.Find);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions)) ExplanationJsonWriter.Write(writer, explanation);
        return new ExplanationDocument(explanation.IsMember, Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
