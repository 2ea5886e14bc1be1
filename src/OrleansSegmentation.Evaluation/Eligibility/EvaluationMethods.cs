using System.Collections.Immutable;

namespace OrleansSegmentation.Evaluation.Eligibility;

/// <summary>The ways in which a definition may be evaluated besides batch, which every definition may.</summary>
/// <param name="IsStreaming">Whether it may be evaluated as records come in.</param>
/// <param name="IsEdge">Whether it may be evaluated at the edge.</param>
/// <param name="Reasons">Why it is batch only; empty if it is not.</param>
public sealed record EvaluationMethods(bool IsStreaming, bool IsEdge, ImmutableArray<string> Reasons)
{
    /// <summary>Classifies an expression by the rules of 20 May 2025.</summary>
    /// <remarks>
    /// Streaming and edge take: profile attributes only; events that all lie within the last 24 hours, strictly ordered by a chain if there
    /// are several, with or without profile attributes; membership of other segments only.
    /// </remarks>
    public static EvaluationMethods Classify(Pql.Tree.PqlNode root)
    {
        var uses = EventUses.Find(root);
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (uses.HasRelationship) reasons.Add("It looks at records of other schemas.");
        if (uses.HasIgnoredYear) reasons.Add("It compares month or day without the year.");
        if (uses.HasSegment && uses.EventCount > 0) reasons.Add("It uses both events and inSegment.");
        if (uses.HasSegment && uses.HasAttribute) reasons.Add("It uses both profile attributes and inSegment.");
        if (uses.UnboundedCount > 0) reasons.Add($"Events without a time window of at most 24 hours: {uses.UnboundedCount} of {uses.EventCount}.");
        if (uses.GroupCount > 1) reasons.Add("It uses several events without putting them in order; use chain.");
        if (uses.EventCount > 0 && uses.NegatedCount == uses.EventCount) reasons.Add("Its whole event part is negated.");
        var isEligible = reasons.Count == 0;
        return new EvaluationMethods(isEligible, isEligible, reasons.ToImmutable());
    }
}
