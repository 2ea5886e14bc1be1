using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class FilterFunction() : PqlFunction(new(
    "filter", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("condition", ParameterKind.Lambda)], 2, IsVariadic: false,
    "Keeps the items for which the condition is true; written as list[condition].",
    "Null for null; a scalar counts as one item.",
    "orders.filter(total < 20).id → [\"o2\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list) return PqlValue.Null;
        var condition = call.Lambda(1);
        List<PqlValue>? kept = null;
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (condition.IsTrue(item)) (kept ??= []).Add(item);
        }

        return kept is null ? PqlValue.EmptyList : PqlValue.FromList(kept);
    }

    public override bool IsTrue(in FunctionCall call) => ExistsFunction.IsSatisfied(call);
}
