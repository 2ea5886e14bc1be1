using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Operators;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>A node of the predicate graph of a plan: a condition on rows. Equal conditions of all segments are one node.</summary>
/// <param name="index">0 to the number of nodes - 1; operands come before the nodes that use them.</param>
/// <param name="cost">How dear it is, as in <see cref="PredicateOperator.Cost"/>.</param>
internal abstract class PredicateNode(int index, int cost)
{
    public int Index { get; } = index;

    public int Cost { get; } = cost;

    /// <summary>Gets the conditions it combines, cheap ones first.</summary>
    public virtual ImmutableArray<PredicateNode> Operands => [];
}

/// <summary>All operands.</summary>
internal sealed class AndNode(int index, ImmutableArray<PredicateNode> operands)
    : PredicateNode(index, operands.Sum(static operand => operand.Cost))
{
    public override ImmutableArray<PredicateNode> Operands { get; } = [.. operands.OrderBy(static operand => operand.Cost)];
}

/// <summary>At least one operand.</summary>
internal sealed class OrNode(int index, ImmutableArray<PredicateNode> operands)
    : PredicateNode(index, operands.Sum(static operand => operand.Cost))
{
    public override ImmutableArray<PredicateNode> Operands { get; } = [.. operands.OrderBy(static operand => operand.Cost)];
}

/// <summary>The complement.</summary>
internal sealed class NotNode(int index, PredicateNode operand) : PredicateNode(index, operand.Cost)
{
    public PredicateNode Operand { get; } = operand;

    public override ImmutableArray<PredicateNode> Operands => [Operand];
}

/// <summary>Membership in a segment of the same plan, which is evaluated before.</summary>
internal sealed class MemberNode(int index, int planned) : PredicateNode(index, 0)
{
    /// <summary>Gets which of the plan's segments, in evaluation order.</summary>
    public int Planned { get; } = planned;
}

/// <summary>Membership in a segment of an earlier stage.</summary>
internal sealed class ExternalMemberNode(int index, string segmentId) : PredicateNode(index, 0)
{
    public string SegmentId { get; } = segmentId;
}

/// <summary>A condition that no Boolean operator divides further.</summary>
internal sealed class LeafNode(int index, PqlNode expression, PredicateOperator columnOperator) : PredicateNode(index, columnOperator.Cost)
{
    /// <summary>Gets the condition, for the rows left to the row evaluator.</summary>
    public PqlNode Expression { get; } = expression;

    /// <summary>Gets its form over columns.</summary>
    public PredicateOperator Operator { get; } = columnOperator;
}
