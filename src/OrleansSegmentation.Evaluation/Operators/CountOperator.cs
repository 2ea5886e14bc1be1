using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>A condition on the number of items of a list, such as <c>xEvent[…].count() >= 3</c>.</summary>
/// <param name="id">See <see cref="PredicateOperator"/>.</param>
/// <param name="items">A list view.</param>
/// <param name="test">The condition on the number.</param>
/// <param name="countsNulls">Whether null items count: they do among the combinations of a quantifier, not in <c>count()</c>.</param>
internal sealed class CountOperator(int id, PathNode items, TestTemplate test, bool countsNulls) : PredicateOperator(id)
{
    public override int Cost => items.Cost + 10;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var value = domain.Resolve(items, session);
        var counts = new int[domain.Count];
        RowBitmap? unknown = countsNulls ? null : value.SingleObjects; // count() of an object is the number of its entries
        foreach (var branch in value.Branches)
        {
            var counted = Counted(branch, session);
            AddCounts(branch.Ranges, counted, counts);
            if (branch.Mask?.Unknown is not { } unknownItems) continue;
            var positions = branch.Ranges?.Any(unknownItems) ?? unknownItems;
            unknown = unknown is null ? positions : unknown.Or(positions);
        }

        return Test(counts, session.Bind(test)).WithUnknown(unknown).WithUnknown(value.Unknown);
    }

    public override string ToString() => $"count({items}) {test}";

    private RowBitmap Counted(PathBranch branch, EvaluationSession session)
    {
        var values = countsNulls ? null : session.NotNull(branch.Column);
        var wanted = branch.Mask?.True;
        if (values is null) return wanted ?? RowBitmap.All(branch.Column.Count);
        return wanted is null ? values : wanted.And(values);
    }

    private static void AddCounts(Ranges? ranges, RowBitmap counted, int[] counts)
    {
        if (ranges is null)
        {
            foreach (var position in counted.Rows) counts[position]++;
            return;
        }

        var offsets = ranges.Offsets;
        for (var position = 0; position < counts.Length; position++)
        {
            var start = offsets[position];
            var length = offsets[position + 1] - start;
            if (length > 0) counts[position] += BitRangeKernels.CountRange(counted.Words, start, length);
        }
    }

    // Counts are small, so each is tested once.
    private static TruthVector Test(int[] counts, ValueTest test)
    {
        var passes = new bool[1 + (counts.Length == 0 ? 0 : counts.Max())];
        for (var count = 0; count < passes.Length; count++) passes[count] = test.Test(PqlValue.FromInteger(count));

        var result = new RowBitmap(counts.Length);
        for (var position = 0; position < counts.Length; position++)
            if (passes[counts[position]]) result.Set(position);
        return new TruthVector(result);
    }
}
