using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Explain;

/// <summary>Explains what an expression says about one profile. Stateless and thread-safe.</summary>
public static class ProfileExplainer
{
    /// <summary>Explains an expression.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="text">
    /// The <c>pql/text</c> the tree was read from, which the proof quotes and locates its parts in. Null for a tree with no text of its own:
    /// parts are then quoted in canonical text and have no location.
    /// </param>
    /// <param name="profile">The profile.</param>
    /// <param name="context">The other inputs of the evaluation.</param>
    /// <param name="datasetOf">Tells which dataset the value at a path of the profile came from, null if it does not know; null when nobody knows.</param>
    /// <exception cref="EvaluationLimitException">The expression itself took more than <see cref="EvaluationContext.MaxStepsPerProfile"/> steps.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public static ProfileExplanation Explain(
        PqlNode root, string? text, PqlValue profile, EvaluationContext context, Func<string, string?>? datasetOf = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(context);
        var value = ReferenceEvaluator.Evaluate(root, profile, context);
        var isMember = Truth.Of(value);
        var source = new SourceText(text);
        var scope = TracedScope.ForProfile(profile);
        return new ProfileExplanation(
            isMember, value, context.NowMs,
            new ProofBuilder(source, new PathTracer(context), datasetOf).BuildRoot(root, value, scope),
            isMember ? [] : new NearestMissFinder(source, new PathTracer(context)).FindRoot(root, value, scope));
    }
}
