using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Expressions;

/// <summary>The numbers an expression gives for the items of a list, such as <c>price * quantity</c>. Only numbers are kept: for aggregates.</summary>
internal sealed class ComputedPath(int id, PathNode items, PositionExpression expression) : PathNode(id)
{
    public override int Cost => items.Cost + 200;

    public override bool IsListView => true;

    public override bool HasListView => true;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(items, session);
        var result = new PathValueBuilder(domain.Count);
        result.Continue(from);
        foreach (var branch in from.Branches) result.Add(Compute(branch, result, session));
        return result.Build();
    }

    public override string ToString() => $"computed({items})";

    private PathBranch Compute(PathBranch branch, PathValueBuilder result, EvaluationSession session)
    {
        var count = branch.Column.Count;
        var (integers, doubles) = (new RowBitmap(count), new RowBitmap(count));
        var (integerValues, doubleValues) = (new long[count], new double[count]);
        var reader = expression.Bind(branch.Items, session);
        var unknown = reader.Unknown is null ? new RowBitmap(count) : RowBitmap.All(count).And(reader.Unknown);
        var wanted = reader.WherePresent(branch.Mask?.Possible() ?? RowBitmap.All(count));
        foreach (var item in wanted.AndNot(unknown).Rows)
        {
            var value = reader.Evaluate(item);
            switch (value.Kind)
            {
                case PqlValueKind.Integer:
                    integers.Set(item);
                    integerValues[item] = value.AsInteger();
                    break;
                case PqlValueKind.Double:
                    doubles.Set(item);
                    doubleValues[item] = value.AsDouble();
                    break;
                case PqlValueKind.List:
                    unknown.Set(item);
                    break;
                default:
                    break;
            }
        }

        result.AddUnknown(branch, unknown);
        var column = new ValueColumn(count)
        {
            Integers = new IntegerPart(integers, integerValues),
            Doubles = new DoublePart(doubles, doubleValues),
        };
        return new PathBranch(column, branch.Ranges, BranchKind.Items, branch.Mask, branch.Owner);
    }
}
