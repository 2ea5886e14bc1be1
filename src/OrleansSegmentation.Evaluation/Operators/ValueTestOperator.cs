using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Operators.Domains;
using OrleansSegmentation.Evaluation.Operators.Paths;
using OrleansSegmentation.Evaluation.Operators.Tests;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>A condition on the values of one path, such as <c>loyalty.tier = "gold"</c>.</summary>
/// <param name="id">See <see cref="PredicateOperator"/>.</param>
/// <param name="path">The path.</param>
/// <param name="test">The condition.</param>
/// <param name="isExistential">
/// Whether a list passes when one of its items does, and null never does. Otherwise the condition takes the value whole, and lists are
/// left to the row evaluator.
/// </param>
internal sealed class ValueTestOperator(int id, PathNode path, TestTemplate test, bool isExistential) : PredicateOperator(id)
{
    public override int Cost => path.Cost + 1;

    public override TruthVector Evaluate(Domain domain, EvaluationSession session)
    {
        var value = domain.Resolve(path, session);
        var bound = session.Bind(test);
        TruthVector? result = null;
        foreach (var branch in value.Branches)
        {
            if (!isExistential && branch.Kind != BranchKind.Value) continue; // part of a list, and those are unknown below
            var truth = branch.Any(TestColumn(branch.Column, bound, throughLists: isExistential && branch.Kind != BranchKind.Items));
            result = result is null ? truth : result.Or(truth);
        }

        result ??= TruthVector.Constant(domain.Count, false);
        if (isExistential) return result.WithUnknown(value.Unknown);
        if (bound.Test(PqlValue.Null)) result = result.Or(new TruthVector(Nulls(domain, value, session)));
        return result.WithUnknown(value.Lists).WithUnknown(value.Unknown);
    }

    public override string ToString() => $"{path} {test}";

    private static TruthVector TestColumn(ValueColumn column, ValueTest test, bool throughLists)
    {
        var isTrue = TestScalars(column, test) ?? new RowBitmap(column.Count);
        var unknown = column.Objects?.Validity;
        if (column.Lists is not { } lists) return new TruthVector(isTrue, unknown);
        if (!throughLists) return new TruthVector(isTrue, unknown is null ? lists.Validity : unknown.Or(lists.Validity));

        var items = TestColumn(lists.Items, test, throughLists: false);
        var ranges = new ListRanges(lists);
        var anyItem = ranges.Any(items.True);
        BitKernels.Or(isTrue.Words, anyItem.Words, isTrue.MutableWords);
        if (items.Unknown is not null)
        {
            var unknownLists = ranges.Any(items.Unknown).AndNot(anyItem);
            unknown = unknown is null ? unknownLists : unknown.Or(unknownLists);
        }

        return new TruthVector(isTrue, unknown);
    }

    private static RowBitmap? TestScalars(ValueColumn column, ValueTest test)
    {
        RowBitmap? isTrue = null;
        if (column.Integers is { } integers)
        {
            var passes = new RowBitmap(column.Count);
            test.TestIntegers(integers, passes);
            Add(ref isTrue, integers, passes);
        }

        if (column.Doubles is { } doubles)
        {
            var passes = new RowBitmap(column.Count);
            test.TestDoubles(doubles, passes);
            Add(ref isTrue, doubles, passes);
        }

        if (column.Strings is { } strings)
        {
            var passes = new RowBitmap(column.Count);
            test.TestStrings(strings, passes);
            Add(ref isTrue, strings, passes);
        }

        if (column.Booleans is { } booleans)
        {
            if (test.Test(PqlValue.True)) Add(ref isTrue, booleans, booleans.Values.And(booleans.Validity));
            if (test.Test(PqlValue.False)) Add(ref isTrue, booleans, booleans.Validity.AndNot(booleans.Values));
        }

        return isTrue;
    }

    /// <summary>Adds the valid positions that pass. Takes over <paramref name="passes"/>.</summary>
    private static void Add(ref RowBitmap? isTrue, ColumnPart part, RowBitmap passes)
    {
        BitKernels.And(passes.Words, part.Validity.Words, passes.MutableWords);
        if (isTrue is null) isTrue = passes;
        else BitKernels.Or(isTrue.Words, passes.Words, isTrue.MutableWords);
    }

    private static RowBitmap Nulls(Domain domain, PathValue value, EvaluationSession session)
    {
        var nulls = RowBitmap.All(domain.Count);
        foreach (var branch in value.Branches)
        {
            var present = session.NotNull(branch.Column) ?? RowBitmap.All(branch.Column.Count);
            nulls = nulls.AndNot(branch.Any(new TruthVector(present)).Possible());
        }

        return nulls;
    }
}
