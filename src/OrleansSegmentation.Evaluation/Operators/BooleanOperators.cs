using System.Collections.Immutable;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>All of them.</summary>
internal sealed class AndOperator(int id, ImmutableArray<PredicateOperator> operands) : PredicateOperator(id)
{
    private readonly ImmutableArray<PredicateOperator> _operands = [.. operands.OrderBy(static operand => operand.Cost)];

    public override int Cost { get; } = operands.Sum(static operand => operand.Cost);

    public override bool DecidesNothing => _operands.All(static operand => operand.DecidesNothing);

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var result = domain.Evaluate(_operands[0], session);
        for (var i = 1; i < _operands.Length && !result.IsFalse; i++)
            result = result.And(_operands[i].EvaluateWhere(domain, result.Possible(), session));
        return result;
    }

    public override string ToString() => $"and({string.Join(", ", _operands)})";
}

/// <summary>At least one of them.</summary>
internal sealed class OrOperator(int id, ImmutableArray<PredicateOperator> operands) : PredicateOperator(id)
{
    private readonly ImmutableArray<PredicateOperator> _operands = [.. operands.OrderBy(static operand => operand.Cost)];

    public override int Cost { get; } = operands.Sum(static operand => operand.Cost);

    public override bool DecidesNothing => _operands.All(static operand => operand.DecidesNothing);

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var result = domain.Evaluate(_operands[0], session);
        for (var i = 1; i < _operands.Length; i++)
            result = result.Or(_operands[i].EvaluateWhere(domain, result.True.Not(), session));
        return result;
    }

    public override string ToString() => $"or({string.Join(", ", _operands)})";
}

/// <summary>The complement.</summary>
internal sealed class NotOperator(int id, PredicateOperator operand) : PredicateOperator(id)
{
    public override int Cost => operand.Cost;

    public override bool DecidesNothing => operand.DecidesNothing;

    public override bool IsPerPosition => operand.IsPerPosition;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session) => domain.Evaluate(operand, session).Not();

    public override TruthVector EvaluateWhere(Domain domain, RowBitmap wanted, EvaluationSession session) =>
        IsPerPosition ? operand.EvaluateWhere(domain, wanted, session).Not() : domain.Evaluate(this, session);

    public override string ToString() => $"not({operand})";
}

/// <summary>An expression without any variable: evaluated once.</summary>
internal sealed class ConstantOperator(int id, PqlNode expression) : PredicateOperator(id)
{
    public override int Cost => 0;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session) =>
        TruthVector.Constant(domain.Count, session.IsConstantTrue(expression));

    public override string ToString() => "constant";
}

/// <summary>A predicate of an enclosing level, such as <c>^.loyalty.tier = "gold"</c> inside a filter.</summary>
internal sealed class OuterOperator(int id, int levels, PredicateOperator operand) : PredicateOperator(id)
{
    public override int Cost => operand.Cost + 1;

    public override bool DecidesNothing => operand.DecidesNothing;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var path = new Domain[levels];
        var outer = domain;
        for (var level = 0; level < levels; level++)
        {
            path[level] = outer;
            outer = outer.Parent!;
        }

        var truth = outer.Evaluate(operand, session);
        var isTrue = truth.True;
        var unknown = truth.Unknown;
        for (var level = levels - 1; level >= 0; level--)
        {
            isTrue = path[level].FromParent(isTrue);
            if (unknown is not null) unknown = path[level].FromParent(unknown);
        }

        return new TruthVector(isTrue, unknown);
    }

    public override string ToString() => $"outer{levels}({operand})";
}

/// <summary>A condition without a column operator: every position is left to the row evaluator.</summary>
internal sealed class UnknownOperator(int id) : PredicateOperator(id)
{
    public override int Cost => 1_000;

    public override bool DecidesNothing => true;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session) => TruthVector.AllUnknown(domain.Count);

    public override string ToString() => "row evaluator";
}
