using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Functions.Calendar;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Tests the year, month or day of times, such as <c>getYear() >= 1980</c>.</summary>
/// <param name="part">The part.</param>
/// <param name="test">The condition on the part.</param>
internal sealed class DatePartTest(DatePart part, ValueTest test) : ValueTest
{
    private readonly bool?[] _known = new bool?[part == DatePart.Year ? 10_000 : 32]; // few parts, many times: each is tested once

    public override bool Test(in PqlValue value) =>
        TimeConversion.TryRead(value, out var time) ? TestPart(time.StartMs) : test.Test(PqlValue.Null);

    protected override void TestInstants(InstantStringPart instants, RowBitmap result)
    {
        var milliseconds = instants.Milliseconds;
        foreach (var position in instants.Validity.Rows)
            if (TestPart(milliseconds[position])) result.Set(position);
    }

    private bool TestPart(long ms)
    {
        var value = DateParts.Get(ms, part);
        return _known[value] ??= test.Test(PqlValue.FromInteger(value));
    }
}

/// <summary>See <see cref="DatePartTest"/>.</summary>
internal sealed class DatePartTestTemplate(DatePart part, TestTemplate test) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) => new DatePartTest(part, session.Bind(test));

    public override string ToString() => $"{part} {test}";
}
