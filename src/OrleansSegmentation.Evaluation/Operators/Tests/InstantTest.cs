using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Compares the starts of times with the start of a time; columns of other texts and of numbers by the expression.</summary>
/// <param name="expression">The whole test.</param>
/// <param name="session">Where it is evaluated.</param>
/// <param name="comparison">The comparison, the tested value on its left.</param>
/// <param name="boundMs">The start of the other time in ms since 1970-01-01T00:00:00Z; null when it is no time and nothing passes.</param>
internal sealed class InstantTest(PqlNode expression, EvaluationSession session, PqlComparison comparison, long? boundMs)
    : ExpressionTest(expression, session)
{
    protected override void TestInstants(InstantStringPart part, RowBitmap result)
    {
        if (boundMs is { } bound) ColumnComparison.Write(part.Milliseconds, comparison, bound, result);
    }
}

/// <summary>See <see cref="InstantTest"/>.</summary>
internal sealed class InstantTestTemplate(PqlNode expression, PqlComparison comparison, PqlNode bound) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) =>
        new InstantTest(expression, session, comparison, TimeConversion.TryRead(session.EvaluateConstant(bound), out var time) ? time.StartMs : null);

    public override string ToString() => $"{comparison} time";
}
