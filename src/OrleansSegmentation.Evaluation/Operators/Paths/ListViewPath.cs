using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>A value used as a list: a list gives its items, a single value counts as a one-item list, null has none.</summary>
internal sealed class ListViewPath(int id, PathNode source) : PathNode(id)
{
    public override int Cost => source.Cost;

    public override bool IsListView => true;

    public override bool HasListView => true;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(source, session);
        var result = new PathValueBuilder(domain.Count);
        result.Continue(from);
        foreach (var branch in from.Branches)
        {
            if (branch.Kind == BranchKind.Items) result.Add(branch);
            else AddItems(branch, result, session);
        }

        return result.Build();
    }

    public override string ToString() => $"items({source})";

    private static void AddItems(PathBranch branch, PathValueBuilder result, EvaluationSession session)
    {
        var column = branch.Column;
        var singles = ColumnShape.Scalars(column);
        if (column.Objects is { } objects)
        {
            BitKernels.Or(singles.Words, objects.Validity.Words, singles.MutableWords);
            if (branch.Kind == BranchKind.Value) result.AddSingleObjects(branch, objects.Validity);
        }

        if (!singles.IsEmpty) result.Add(branch.Where(new TruthVector(singles)));
        if (column.Lists is not { } lists) return;

        var listItems = FieldPath.ItemsOf(branch, lists);
        if (branch.Kind == BranchKind.Value)
        {
            result.AddLists(branch, lists.Validity);
            result.Add(listItems);
        }
        else
        {
            // a projection drops nulls
            var values = session.NotNull(lists.Items);
            result.Add(values is null ? listItems : listItems.Where(new TruthVector(values)));
        }
    }
}

/// <summary>The items of a list that meet a condition, which is evaluated with the items as the current level.</summary>
internal sealed class FilterPath(int id, PathNode items, PredicateOperator condition) : PathNode(id)
{
    public override int Cost => items.Cost + (8 * condition.Cost);

    public override bool IsListView => true;

    public override bool HasListView => true;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(items, session);
        var result = new PathValueBuilder(domain.Count);
        result.Continue(from);
        foreach (var branch in from.Branches)
            result.Add(branch.Where(branch.Items.Evaluate(condition, session)));
        return result.Build();
    }

    public override string ToString() => $"{items}[{condition}]";
}
