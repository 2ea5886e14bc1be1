using OrleansSegmentation.Evaluation;
using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Cli.Pql.Cases;

/// <summary>The row evaluator: what it answers is what the language means.</summary>
internal sealed class ReferenceCaseEngine : ICaseEngine
{
    public const string EngineName = "reference";

    private readonly PatternCache _patterns = new();

    public string Name => EngineName;

    public bool IsMember(AudienceCase audienceCase, PqlQuery query, CancellationToken cancellationToken)
    {
        var context = new EvaluationContext(audienceCase.NowMs)
        {
            CancellationToken = cancellationToken,
            Patterns = _patterns,
            Records = audienceCase.Records,
        };
        return ReferenceEvaluator.IsMember(query.Root, JsonValues.FromJson(audienceCase.Profile), context);
    }
}
