using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Values;

/// <summary>Comparison of two values that are not lists. The right one is converted to the type of the left one.</summary>
/// <remarks>
/// If either is a time (a time word, <c>date()</c>, a period) the other is read as one and starts are compared. Text equals text code
/// unit by code unit. Order exists between numbers, between times and between two ISO texts; if either side is a number the other is
/// read as one. Null, and values that cannot be converted to each other, are neither equal nor different nor ordered.
/// </remarks>
public static class ScalarComparison
{
    /// <summary>Compares with one of the six operators.</summary>
    public static bool Test(PqlComparison comparison, in PqlValue left, in PqlValue right) => comparison switch
    {
        PqlComparison.Equal => Equal(left, right),
        PqlComparison.NotEqual => NotEqual(left, right),
        _ => Order(left, right) is { } order && IsOrdered(comparison, order),
    };

    /// <summary>Tells whether both are present and equal.</summary>
    public static bool Equal(in PqlValue left, in PqlValue right) => Compare(left, right) == true;

    /// <summary>Tells whether both are present, comparable and different.</summary>
    public static bool NotEqual(in PqlValue left, in PqlValue right) => Compare(left, right) == false;

    /// <summary>Orders two values.</summary>
    /// <returns>Negative, zero or positive as <paramref name="left"/> comes before, with or after; null when there is no order.</returns>
    public static int? Order(in PqlValue left, in PqlValue right)
    {
        if (left.Kind == PqlValueKind.Time || right.Kind == PqlValueKind.Time) return OrderTimes(left, right);
        if (left.IsNumber || right.IsNumber)
        {
            return TryGetNumber(left, out var leftNumber) && TryGetNumber(right, out var rightNumber) ? OrderNumbers(leftNumber, rightNumber) : null;
        }

        return left.Kind == PqlValueKind.String && right.Kind == PqlValueKind.String ? OrderTimes(left, right) : null;
    }

    /// <summary>Orders two numbers exactly, whatever their types.</summary>
    /// <returns>Null when one is not a number (NaN).</returns>
    public static int? OrderNumbers(in PqlValue left, in PqlValue right)
    {
        if (left.Kind == PqlValueKind.Integer)
        {
            return right.Kind == PqlValueKind.Integer ? left.AsInteger().CompareTo(right.AsInteger()) : OrderMixed(left.AsInteger(), right.AsDouble());
        }

        if (right.Kind == PqlValueKind.Integer) return -OrderMixed(right.AsInteger(), left.AsDouble());
        var (a, b) = (left.AsDouble(), right.AsDouble());
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : null;
    }

    /// <summary>Tells whether an order found meets one of the six operators.</summary>
    public static bool IsOrdered(PqlComparison comparison, int order) => comparison switch
    {
        PqlComparison.Equal => order == 0,
        PqlComparison.NotEqual => order != 0,
        PqlComparison.Less => order < 0,
        PqlComparison.LessOrEqual => order <= 0,
        PqlComparison.Greater => order > 0,
        _ => order >= 0,
    };

    /// <summary>Reads a number, or text that spells one.</summary>
    public static bool TryGetNumber(in PqlValue value, out PqlValue number)
    {
        number = value;
        return value.IsNumber || (value.Kind == PqlValueKind.String && ValueText.TryParseNumber(value.AsString(), out number));
    }

    /// <summary>Compares for equality.</summary>
    /// <returns>True: equal. False: comparable and different. Null: one is missing, or they cannot be converted to each other.</returns>
    public static bool? Compare(in PqlValue left, in PqlValue right)
    {
        if (left.IsNull || right.IsNull) return null;
        if (left.Kind == PqlValueKind.Time || right.Kind == PqlValueKind.Time) return OrderTimes(left, right) is { } order ? order == 0 : null;
        switch (left.Kind)
        {
            case PqlValueKind.String:
                if (right.Kind == PqlValueKind.String) return SameText(left, right);
                return ValueText.TryGetText(right, out var text) ? left.AsString() == text : null;
            case PqlValueKind.Integer or PqlValueKind.Double:
                // NaN differs from everything, also from itself.
                return TryGetNumber(right, out var number) ? OrderNumbers(left, number) == 0 : null;
            case PqlValueKind.Boolean:
                if (right.Kind == PqlValueKind.Boolean) return left.AsBoolean() == right.AsBoolean();
                return right.Kind == PqlValueKind.String && ValueText.TryParseBoolean(right.AsString(), out var boolean)
                    ? left.AsBoolean() == boolean
                    : null;
            case PqlValueKind.Object or PqlValueKind.Map when right.HasProperties:
                return StructuralEquality.SameObjects(left.AsObject(), right.AsObject());
            default:
                return null;
        }
    }

    private static bool SameText(in PqlValue left, in PqlValue right)
    {
        if (!left.TryGetStringPart(out var part, out var position))
        {
            return right.TryGetStringPart(out part, out position) ? ColumnText.Equal(part!, position, left.AsString()) : left.AsString() == right.AsString();
        }

        if (!right.TryGetStringPart(out var otherPart, out var otherPosition)) return ColumnText.Equal(part!, position, right.AsString());
        // Two codes of one dictionary are the same text iff they are the same code.
        return ReferenceEquals(part, otherPart) && part is DictionaryStringPart dictionary
            ? dictionary.GetCode(position) == dictionary.GetCode(otherPosition)
            : left.AsString() == right.AsString();
    }

    private static int? OrderTimes(in PqlValue left, in PqlValue right) =>
        TimeConversion.TryRead(left, out var leftTime) && TimeConversion.TryRead(right, out var rightTime)
            ? leftTime.StartMs.CompareTo(rightTime.StartMs)
            : null;

    private static int? OrderMixed(long left, double right)
    {
        if (double.IsNaN(right)) return null;
        // 2^63 is exact in binary64, so every double below it (and not below -2^63) has a whole part that fits.
        if (right >= 9_223_372_036_854_775_808.0) return -1;
        if (right < -9_223_372_036_854_775_808.0) return 1;
        var whole = Math.Truncate(right);
        var order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }
}
