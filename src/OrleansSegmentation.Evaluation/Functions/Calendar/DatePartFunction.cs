using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Calendar;

/// <summary><c>getYear</c>, <c>getMonth</c>, <c>getDayOfMonth</c>.</summary>
internal abstract class DatePartFunction(DatePart part, string name, string summary, string example)
    : PqlFunction(new(
        name, CallStyle.Method, [Parameter("time", ParameterKind.Time)], 1, IsVariadic: false,
        summary, "Null for null and for what is not a time. A list gives the list of its times' parts.", example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => Read(call.Evaluate(0));

    private PqlValue Read(in PqlValue value)
    {
        if (value.Kind != PqlValueKind.List)
        {
            return TimeConversion.TryRead(value, out var time) ? PqlValue.FromInteger(DateParts.Get(time.StartMs, part)) : PqlValue.Null;
        }

        var items = value.AsList();
        var parts = new List<PqlValue>(items.Count);
        for (var i = 0; i < items.Count; i++) PropertyStep.Append(Read(items[i]), parts);
        return PqlValue.FromList(parts);
    }
}
