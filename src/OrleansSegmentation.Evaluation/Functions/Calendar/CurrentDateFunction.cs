using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Calendar;

/// <summary><c>currentYear</c>, <c>currentMonth</c>, <c>currentDayOfMonth</c>.</summary>
internal abstract class CurrentDateFunction(DatePart part, string name, string summary, string example)
    : PqlFunction(new(name, CallStyle.Function, [], 0, IsVariadic: false, summary, "Never null.", example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => PqlValue.FromInteger(DateParts.Get(call.Context.NowMs, part));
}
