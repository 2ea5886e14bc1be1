using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>A property step. On a list it is applied to each item.</summary>
internal sealed class FieldPath(int id, PathNode source, string name) : PathNode(id)
{
    public override int Cost => source.Cost;

    public override bool HasListView => source.HasListView;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(source, session);
        var result = new PathValueBuilder(domain.Count);
        result.Continue(from);
        foreach (var branch in from.Branches) Step(branch, result);
        return result.Build();
    }

    public override string ToString() => $"{source}.{name}";

    private void Step(PathBranch branch, PathValueBuilder result)
    {
        var column = branch.Column;
        if (column.Objects?.Find(name) is { } field)
            result.Add(Field(branch, field, branch.Kind == BranchKind.Value ? BranchKind.Value : BranchKind.Projected));

        if (column.Lists is { } lists)
        {
            if (branch.Kind == BranchKind.Value) result.AddLists(branch, lists.Validity);
            Step(ItemsOf(branch, lists), result);
        }
    }

    /// <summary>Follows a field of the objects of a branch.</summary>
    public static PathBranch Field(PathBranch branch, ObjectField field, BranchKind kind)
    {
        if (field.Rows is null) return new PathBranch(field.Values, branch.Ranges, kind, branch.Mask, branch.Owner);
        var sparse = new SparseRanges(field.Rows, branch.Column.Count);
        return new PathBranch(field.Values, Ranges.Compose(branch.Ranges, sparse), kind, Expand(branch.Mask, sparse), branch.Owner);
    }

    /// <summary>Follows the lists of a branch to their items.</summary>
    public static PathBranch ItemsOf(PathBranch branch, ListPart lists)
    {
        var ranges = new ListRanges(lists);
        return new PathBranch(lists.Items, Ranges.Compose(branch.Ranges, ranges), BranchKind.Items, Expand(branch.Mask, ranges), branch.Owner);
    }

    private static TruthVector? Expand(TruthVector? mask, Ranges ranges) =>
        mask is null ? null : new TruthVector(ranges.Expand(mask.True), mask.Unknown is null ? null : ranges.Expand(mask.Unknown));
}

/// <summary><c>map.get("key")</c>: like a property, but null on anything that is no object.</summary>
internal sealed class MapEntryPath(int id, PathNode source, string key) : PathNode(id)
{
    public override int Cost => source.Cost;

    public override bool HasListView => source.HasListView;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(source, session);
        var result = new PathValueBuilder(domain.Count);
        result.ContinueSingles(from); // a list has no entries, so what was a list is null now
        foreach (var branch in from.Branches)
        {
            if (branch.Kind == BranchKind.Value && branch.Column.Objects?.Find(key) is { } field)
                result.Add(FieldPath.Field(branch, field, BranchKind.Value));
        }

        return result.Build();
    }

    public override string ToString() => $"{source}.get({key})";
}
