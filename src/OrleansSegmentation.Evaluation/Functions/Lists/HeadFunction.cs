using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class HeadFunction() : PqlFunction(new(
    "head", CallStyle.Method, [Parameter("list", ParameterKind.List)], 1, IsVariadic: false,
    "Gives the first item.",
    "Null for null and for an empty list.",
    "orders.head().id → \"o1\""))
{
    public override PqlValue Invoke(in FunctionCall call) => call.EvaluateList(0) is { Count: > 0 } list ? list[0] : PqlValue.Null;
}
