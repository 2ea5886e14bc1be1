using OrleansSegmentation.Columnar.Bitmaps;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Operators.Tests;

/// <summary>Compares numbers with a number; everything else by the expression.</summary>
internal sealed class NumberTest(PqlNode expression, EvaluationSession session, PqlComparison comparison, PqlValue bound)
    : ExpressionTest(expression, session)
{
    // Up to here every whole number has an exact double, so that both ways of comparing agree.
    private const long ExactLimit = 1L << 53;

    private readonly double? _double = bound.Kind == PqlValueKind.Double || Math.Abs((decimal)bound.AsInteger()) <= ExactLimit
        ? bound.AsDouble()
        : null;

    private readonly (PqlComparison Comparison, long Bound)? _integer = ToInteger(comparison, bound);

    public override bool Test(in PqlValue value)
    {
        if (value.Kind == PqlValueKind.Integer && _integer is { } integer)
            return ScalarComparison.IsOrdered(integer.Comparison, value.AsInteger().CompareTo(integer.Bound));
        if (value.Kind == PqlValueKind.Double && _double is { } number)
            return ScalarComparison.IsOrdered(comparison, value.AsDouble().CompareTo(number));
        return base.Test(value);
    }

    public override void TestIntegers(IntegerPart part, RowBitmap result)
    {
        if (_integer is { } integer) ColumnComparison.Write(part.Values, integer.Comparison, integer.Bound, result);
        else base.TestIntegers(part, result);
    }

    public override void TestDoubles(DoublePart part, RowBitmap result)
    {
        if (_double is { } number) ColumnComparison.Write(part.Values, comparison, number, result);
        else base.TestDoubles(part, result);
    }

    // A whole number compared with 2.5 is compared with its neighbours 2 and 3.
    private static (PqlComparison Comparison, long Bound)? ToInteger(PqlComparison comparison, in PqlValue bound)
    {
        if (bound.Kind == PqlValueKind.Integer) return (comparison, bound.AsInteger());
        var value = bound.AsDouble();
        if (!(Math.Abs(value) < ExactLimit)) return null;
        if (Math.Floor(value) == value) return (comparison, (long)value);
        return comparison switch
        {
            PqlComparison.Less or PqlComparison.LessOrEqual => (PqlComparison.LessOrEqual, (long)Math.Floor(value)),
            PqlComparison.Greater or PqlComparison.GreaterOrEqual => (PqlComparison.GreaterOrEqual, (long)Math.Ceiling(value)),
            _ => null,
        };
    }
}

/// <summary>See <see cref="NumberTest"/>.</summary>
internal sealed class NumberTestTemplate(PqlNode expression, PqlComparison comparison, PqlValue bound) : TestTemplate
{
    public override ValueTest Bind(EvaluationSession session) => new NumberTest(expression, session, comparison, bound);

    public override string ToString() => $"{comparison} {bound}";
}
