using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>How the positions of a branch's column relate to the value of the path.</summary>
internal enum BranchKind
{
    /// <summary>The value itself; it is a list where the column has lists.</summary>
    Value,

    /// <summary>One property of each item of a list: nulls are dropped, lists give their items.</summary>
    Projected,

    /// <summary>The items of a list, nulls and lists among them included.</summary>
    Items,
}

/// <summary>One place where the values of a path are stored. A path has several when its data has several shapes.</summary>
/// <param name="column">The values.</param>
/// <param name="ranges">Which of them belong to each position of the domain; null when they are the same.</param>
/// <param name="kind">What they are.</param>
/// <param name="mask">Which positions of <paramref name="column"/> count; null for all.</param>
/// <param name="owner">The domain in which the path was resolved.</param>
internal sealed class PathBranch(ValueColumn column, Ranges? ranges, BranchKind kind, TruthVector? mask, Domain owner)
{
    private Domain? _items;

    public ValueColumn Column { get; } = column;

    public Ranges? Ranges { get; } = ranges;

    public BranchKind Kind { get; } = kind;

    public TruthVector? Mask { get; } = mask;

    public Domain Owner { get; } = owner;

    /// <summary>Gets the values as a domain of their own, for conditions on items.</summary>
    public Domain Items => _items ??= new Domain(Column, Owner, Ranges);

    /// <summary>Returns the same items with fewer of them counting; the domain stays the same, so that conditions on it are shared.</summary>
    public PathBranch Where(TruthVector condition) =>
        new(Column, Ranges, BranchKind.Items, Mask is null ? condition : Mask.And(condition), Owner) { _items = Items };

    /// <summary>Returns the items of <paramref name="inner"/>, whose lists belong to this branch's items, as items of this branch's owner.</summary>
    public PathBranch Nest(PathBranch inner)
    {
        var mask = Mask is null || inner.Ranges is null
            ? Mask
            : new TruthVector(inner.Ranges.Expand(Mask.True), Mask.Unknown is null ? null : inner.Ranges.Expand(Mask.Unknown));
        mask = mask is null ? inner.Mask : inner.Mask is null ? mask : mask.And(inner.Mask);
        var ranges = inner.Ranges is null ? Ranges : Domains.Ranges.Compose(Ranges, inner.Ranges);
        return new PathBranch(inner.Column, ranges, BranchKind.Items, mask, Owner) { _items = inner.Items };
    }

    /// <summary>Leaves out what does not count, then says for each position of the owner whether any item is left.</summary>
    public TruthVector Any(TruthVector items)
    {
        var counted = Mask is null ? items : items.And(Mask);
        if (Ranges is null) return counted;
        var isTrue = Ranges.Any(counted.True);
        return counted.Unknown is null ? new TruthVector(isTrue) : new TruthVector(isTrue, Ranges.Any(counted.Unknown).AndNot(isTrue));
    }
}
