using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Explanations;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Explain;
using OrleansSegmentation.Evaluation.Functions;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Pql;
using OrleansSegmentation.Pql.Diagnostics;
using OrleansSegmentation.Pql.Printing;

namespace OrleansSegmentation.Grains.Explanations;

/// <inheritdoc cref="IExplanationGrain" />
[StatelessWorker]
internal sealed class ExplanationGrain(
    EvaluationPool pool, IOptions<EvaluationOptions> options, TimeProvider clock, ILogger<ExplanationGrain> logger) : Grain, IExplanationGrain
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
            var lookups = await ProfileReader.Of(this.GetPrimaryKey(), GrainFactory, logger).ReadAsync(
                [identity.Value], source,
                (partition, identities, epoch) => partition.ReadWholeProfilesAsync(identities, source.MergePolicy, epoch, cancellationToken), cancellationToken);
            var lookup = lookups[identity.Value];
            if (lookup.Outcome == LookupOutcome.Unknown) return ProfileFaults.Unknown(EntityOf(request));
            if (lookup.Outcome == LookupOutcome.TooManyIdentities) return ProfileFaults.TooManyIdentities(EntityOf(request));
            profile = JsonValues.FromUtf8(lookup.Value!.Json.Span);
            datasets = DatasetPaths.Of(lookup.Value.Sources);
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

    private static EntityReference EntityOf(ExplanationRequest request) => new(request.EntityId!, request.EntityIdNamespace);

    private Task<ProfileSource> ReadSourceAsync(ExplanationInput input, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<IProfileSourceGrain>(this.GetPrimaryKey()).ReadAsync(input.SegmentId, input.MergePolicyId, cancellationToken);

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
