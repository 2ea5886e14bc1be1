using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Calendar;

internal sealed class DateFunction() : PqlFunction(new(
    "date", CallStyle.Function,
    [Parameter("year", ParameterKind.Number), Parameter("month", ParameterKind.Number), Parameter("day", ParameterKind.Number)], 3, IsVariadic: false,
    "Gives a UTC day.",
    "Null if a part is null or not a whole number, or the date does not exist.",
    "loyalty.joinDate = date(2024, 2, 29) → true"))
{
    public override PqlValue Invoke(in FunctionCall call) =>
        TryReadInteger(call.Evaluate(0), out var year) && TryReadInteger(call.Evaluate(1), out var month) && TryReadInteger(call.Evaluate(2), out var day)
        && CalendarArithmetic.TryGetMidnight(year, month, day, out var ms)
            ? PqlValue.FromTime(TimeValue.Day(ms))
            : PqlValue.Null;

    private static bool TryReadInteger(in PqlValue value, out long integer)
    {
        integer = 0;
        if (value.Kind == PqlValueKind.Integer) integer = value.AsInteger();
        else if (value.Kind == PqlValueKind.Double && Math.Abs(value.AsDouble()) < 1e6 && double.IsInteger(value.AsDouble())) integer = (long)value.AsDouble();
        else return false;
        return true;
    }
}
