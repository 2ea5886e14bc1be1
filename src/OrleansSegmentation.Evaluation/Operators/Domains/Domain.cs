using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Operators.Paths;

namespace OrleansSegmentation.Evaluation.Operators.Domains;

/// <summary>The positions over which a predicate is evaluated: the rows of a chunk, or the items of a list.</summary>
/// <remarks>
/// The variable of a level (the profile, a lambda parameter) has one value per position, <see cref="Values"/>. The same predicate over the
/// same domain is computed once and kept. Not thread-safe: belongs to one evaluation.
/// </remarks>
internal sealed class Domain(ValueColumn values, Domain? parent, Ranges? ranges)
{
    private readonly Dictionary<int, TruthVector> _truths = [];
    private readonly Dictionary<int, PathValue> _paths = [];

    public ValueColumn Values { get; } = values;

    /// <summary>Gets the domain of the enclosing level, or null for rows.</summary>
    public Domain? Parent { get; } = parent;

    /// <summary>Gets which items belong to each position of the enclosing level; null when they are the same.</summary>
    public Ranges? Ranges { get; } = ranges;

    public int Count => Values.Count;

    /// <summary>Evaluates a predicate at every position.</summary>
    public TruthVector Evaluate(PredicateOperator predicate, EvaluationSession session)
    {
        if (_truths.TryGetValue(predicate.Id, out var known)) return known;
        var result = predicate.Evaluate(this, session);
        _truths[predicate.Id] = result;
        session.Keep(Count / 8);
        return result;
    }

    /// <summary>Finds the values of a path at every position.</summary>
    public PathValue Resolve(PathNode path, EvaluationSession session)
    {
        if (_paths.TryGetValue(path.Id, out var known)) return known;
        var result = path.Resolve(this, session);
        _paths[path.Id] = result;
        foreach (var branch in result.Branches)
        {
            if (branch.Mask is not null) session.Keep(branch.Column.Count / 8);
            if (branch.Ranges is OffsetRanges) session.Keep(Count * sizeof(int));
        }

        return result;
    }

    /// <summary>Forgets what was computed, here and over the lists of this domain.</summary>
    public void Forget()
    {
        _truths.Clear();
        _paths.Clear();
    }

    /// <summary>Forgets a predicate that is not needed again.</summary>
    public void Forget(PredicateOperator predicate) => _truths.Remove(predicate.Id);

    /// <summary>Gives every position the value of the enclosing level's position.</summary>
    public RowBitmap FromParent(RowBitmap positions) => Ranges is null ? positions : Ranges.Expand(positions);
}
