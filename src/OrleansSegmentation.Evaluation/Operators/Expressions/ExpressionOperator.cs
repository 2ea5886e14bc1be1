using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>A condition that looks at several paths, such as <c>homeAddress.city = workAddress.city</c>.</summary>
internal sealed class ExpressionOperator(int id, PositionExpression expression) : PredicateOperator(id)
{
    public override int Cost => 200;

    public override bool IsPerPosition => true;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session) => EvaluateWhere(domain, RowBitmap.All(domain.Count), session);

    public override TruthVector EvaluateWhere(Domain domain, RowBitmap wanted, EvaluationSession session)
    {
        var reader = expression.Bind(domain, session);
        wanted = reader.WherePresent(wanted);
        var unknown = reader.Unknown?.And(wanted);
        var result = new RowBitmap(domain.Count);
        foreach (var position in (unknown is null ? wanted : wanted.AndNot(unknown)).Rows)
            if (reader.IsTrue(position)) result.Set(position);
        return new TruthVector(result, unknown);
    }

    public override string ToString() => $"per position({string.Join(", ", expression.Sources.Select(static source => $"{source.Level}:{source.Path}"))})";
}
