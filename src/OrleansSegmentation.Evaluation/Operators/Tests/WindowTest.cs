using System.Collections.Immutable;
using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Columnar.Kernels;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary><c>occurs</c> with bounds that depend on the evaluation instant alone: a time passes if it starts within an interval.</summary>
internal sealed class WindowTest(ImmutableArray<(long Start, long End)> intervals) : ValueTest
{
    public override bool Test(in PqlValue value) => TimeConversion.TryRead(value, out var time) && OccursWindow.Contains(intervals, time.StartMs);

    public override void TestIntegers(IntegerPart part, RowBitmap result) => TestMilliseconds(part.Values, result);

    public override void TestDoubles(DoublePart part, RowBitmap result)
    {
        // A number with a fraction is no time.
    }

    protected override void TestInstants(InstantStringPart part, RowBitmap result) => TestMilliseconds(part.Milliseconds, result);

    // The intervals lie within the supported years, and so does what passes.
    private void TestMilliseconds(ReadOnlySpan<long> milliseconds, RowBitmap result)
    {
        for (var i = 0; i < intervals.Length; i++)
        {
            var (start, end) = intervals[i];
            if (i == 0)
            {
                CompareKernels.InRange(milliseconds, start, end - 1, result.MutableWords);
                continue;
            }

            var more = new RowBitmap(result.RowCount);
            CompareKernels.InRange(milliseconds, start, end - 1, more.MutableWords);
            BitKernels.Or(result.Words, more.Words, result.MutableWords);
        }
    }
}

/// <summary>See <see cref="WindowTest"/>.</summary>
internal sealed class WindowTestTemplate(OccursNode expression) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) =>
        OccursWindow.TryGetIntervals(expression.Qualification, session.Context.NowMs, out var intervals)
            ? new WindowTest(intervals)
            : new ExpressionTest(expression, session);

    public override string ToString() => "occurs";
}
