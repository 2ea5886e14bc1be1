using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>For each item of a list the items of another, which belongs to the first: the combinations of <c>A from …, B from A.…</c>.</summary>
/// <param name="id">See <see cref="PathNode"/>.</param>
/// <param name="outer">A list view.</param>
/// <param name="inner">A list view in the level of the outer items.</param>
internal sealed class NestedPath(int id, PathNode outer, PathNode inner) : PathNode(id)
{
    public override int Cost => outer.Cost + (8 * inner.Cost);

    public override bool IsListView => true;

    public override bool HasListView => true;

    public override PathValue Resolve(Domain domain, EvaluationSession session)
    {
        var from = domain.Resolve(outer, session);
        var result = new PathValueBuilder(domain.Count);
        result.Continue(from);
        foreach (var branch in from.Branches)
        {
            var value = branch.Items.Resolve(inner, session);
            if (value.Unknown is not null) result.AddUnknown(branch, value.Unknown);
            foreach (var nested in value.Branches) result.Add(branch.Nest(nested));
        }

        return result.Build();
    }

    public override string ToString() => $"{outer} × {inner}";
}
