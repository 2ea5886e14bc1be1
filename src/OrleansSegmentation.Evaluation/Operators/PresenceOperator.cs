using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>Whether a path has a value: the conversion of its value to Boolean, or <c>isNotNull()</c>.</summary>
/// <remarks>Null and empty lists are absent. The two differ only in <c>false</c>, which is a value but not true.</remarks>
internal sealed class PresenceOperator(int id, PathNode path, bool countsFalse) : PredicateOperator(id)
{
    public override int Cost => path.Cost;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var value = domain.Resolve(path, session);
        TruthVector? result = null;
        foreach (var branch in value.Branches)
        {
            var truth = branch.Any(new TruthVector(Present(branch, session)));
            result = result is null ? truth : result.Or(truth);
        }

        return (result ?? TruthVector.Constant(domain.Count, false)).WithUnknown(value.Unknown);
    }

    public override string ToString() => countsFalse ? $"{path} is not null" : $"{path} is true";

    private RowBitmap Present(PathBranch branch, EvaluationSession session)
    {
        var column = branch.Column;
        if (branch.Kind == BranchKind.Items) return RowBitmap.All(column.Count);

        var result = new RowBitmap(column.Count);
        // A projected false makes a list with an item.
        if (column.Booleans is { } booleans)
            Add(result, countsFalse || branch.Kind == BranchKind.Projected ? booleans.Validity : booleans.Values);
        Add(result, column.Integers?.Validity);
        Add(result, column.Doubles?.Validity);
        Add(result, column.Strings?.Validity);
        Add(result, column.Objects?.Validity);
        if (column.Lists is { } lists) Add(result, NotEmpty(lists, branch, session));
        return result;
    }

    private static RowBitmap NotEmpty(ListPart lists, PathBranch branch, EvaluationSession session)
    {
        var items = branch.Kind == BranchKind.Projected ? session.NotNull(lists.Items) : null; // a projection drops nulls
        if (items is not null) return new ListRanges(lists).Any(items);

        var result = new RowBitmap(branch.Column.Count);
        var offsets = lists.Offsets;
        foreach (var position in lists.Validity.Rows)
            if (offsets[position + 1] > offsets[position]) result.Set(position);
        return result;
    }

    private static void Add(RowBitmap result, RowBitmap? positions)
    {
        if (positions is not null) BitKernels.Or(result.Words, positions.Words, result.MutableWords);
    }
}
