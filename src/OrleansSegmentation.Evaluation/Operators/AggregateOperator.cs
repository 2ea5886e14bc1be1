using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Functions.Aggregation;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>A condition on the sum, mean, least or greatest number of a list, such as <c>orders.sum(total) > 100</c>.</summary>
/// <remarks>Numbers are added in list order, one list after the other, so that the result is the same to the last bit.</remarks>
/// <param name="id">See <see cref="PredicateOperator"/>.</param>
/// <param name="kind">What is made of the numbers.</param>
/// <param name="values">A list view of the numbers.</param>
/// <param name="test">The condition on the result.</param>
internal sealed class AggregateOperator(int id, AggregateKind kind, PathNode values, TestTemplate test) : PredicateOperator(id)
{
    public override int Cost => values.Cost + 20;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var value = domain.Resolve(values, session);
        var bound = session.Bind(test);
        var result = bound.Test(kind.ResultOf(default)) ? RowBitmap.All(domain.Count) : new RowBitmap(domain.Count);
        RowBitmap? seen = null;
        RowBitmap? unknown = null;
        foreach (var branch in value.Branches)
        {
            var numbers = Numbers(branch);
            var positions = branch.Ranges?.Any(numbers) ?? numbers;
            // Where two branches meet in one list, their order is not known here.
            if (seen is not null) unknown = Union(unknown, seen.And(positions));
            seen = Union(seen, positions);
            unknown = Union(unknown, Undecided(branch));
            AddUp(branch, numbers, bound, result);
        }

        return new TruthVector(result).WithUnknown(unknown).WithUnknown(value.Unknown);
    }

    public override string ToString() => $"{kind}({values}) {test}";

    private static RowBitmap Numbers(PathBranch branch)
    {
        var column = branch.Column;
        var numbers = new RowBitmap(column.Count);
        if (column.Integers is { } integers) BitKernels.Or(numbers.Words, integers.Validity.Words, numbers.MutableWords);
        if (column.Doubles is { } doubles) BitKernels.Or(numbers.Words, doubles.Validity.Words, numbers.MutableWords);
        if (branch.Mask is { } mask) BitKernels.And(numbers.Words, mask.True.Words, numbers.MutableWords);
        return numbers;
    }

    // Items that may or may not count, and lists among the items.
    private static RowBitmap? Undecided(PathBranch branch)
    {
        var items = branch.Mask?.Unknown;
        if (branch.Column.Lists is { } lists) items = Union(items, branch.Mask is null ? lists.Validity : lists.Validity.And(branch.Mask.Possible()));
        return items is null || branch.Ranges is null ? items : branch.Ranges.Any(items);
    }

    private static RowBitmap? Union(RowBitmap? left, RowBitmap? right) => left is null ? right : right is null ? left : left.Or(right);

    private void AddUp(PathBranch branch, RowBitmap numbers, ValueTest bound, RowBitmap result)
    {
        var offsets = branch.Ranges is null ? [] : branch.Ranges.Offsets;
        var position = -1;
        var totals = default(NumberTotals);
        foreach (var item in numbers.Rows)
        {
            if (branch.Ranges is null || position < 0 || offsets[position + 1] <= item)
            {
                if (position >= 0) Decide(position, totals, bound, result);
                totals = default;
                if (branch.Ranges is null) position = item;
                else
                {
                    if (position < 0) position = 0;
                    while (offsets[position + 1] <= item) position++;
                }
            }

            totals.Add(NumberAt(branch.Column, item));
        }

        if (position >= 0) Decide(position, totals, bound, result);
    }

    private void Decide(int position, in NumberTotals totals, ValueTest bound, RowBitmap result)
    {
        if (bound.Test(kind.ResultOf(totals))) result.Set(position);
        else result.Clear(position);
    }

    private static PqlValue NumberAt(ValueColumn column, int position) =>
        column.Integers is { } integers && integers.Validity[position]
            ? PqlValue.FromInteger(integers.Values[position])
            : PqlValue.FromDouble(column.Doubles!.Values[position]);
}
