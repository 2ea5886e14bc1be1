using OrleansSegmentation.Evaluation.Operators.Domains;

namespace OrleansSegmentation.Evaluation.Operators.Paths;

/// <summary>Where values come from: the variable of the current level, a property of a path, the items of a list that meet a condition.</summary>
/// <remarks>Independent of any chunk; immutable and thread-safe. Equal paths of one plan are one object.</remarks>
internal abstract class PathNode(int id)
{
    public int Id { get; } = id;

    /// <summary>Gets whether the values are always the items of a list.</summary>
    public virtual bool IsListView => false;

    /// <summary>Gets whether a list view lies on the way, so that a single value may have become a list.</summary>
    public virtual bool HasListView => false;

    /// <summary>Gets how dear resolving is, as in <see cref="PredicateOperator.Cost"/>.</summary>
    public abstract int Cost { get; }

    /// <summary>Finds the values. Callers use <see cref="Domain.Resolve"/>, which remembers the result.</summary>
    public abstract PathValue Resolve(Domain domain, EvaluationSession session);
}

/// <summary>The variable of the current level itself.</summary>
internal sealed class VariablePath(int id) : PathNode(id)
{
    public override int Cost => 1;

    public override PathValue Resolve(Domain domain, EvaluationSession session) =>
        new([new PathBranch(domain.Values, null, BranchKind.Value, null, domain)]);

    public override string ToString() => "this";
}
