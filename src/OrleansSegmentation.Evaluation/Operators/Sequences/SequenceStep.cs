using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Sequences;

/// <summary>One step of a chain whose condition does not depend on the events chosen for other steps.</summary>
/// <param name="Condition">The condition on an event, that on its time included.</param>
/// <param name="IsNegated">Whether no such event may occur between the neighbouring steps.</param>
/// <param name="MinCount">How many events a step that is not negated takes at least.</param>
/// <param name="Gap">The distance from the last event of the step before.</param>
internal sealed record SequenceStep(PredicateOperator Condition, bool IsNegated, long MinCount, PqlGap? Gap);
