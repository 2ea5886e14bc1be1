using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class IntersectsFunction() : PqlFunction(new(
    "intersects", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("other", ParameterKind.List)], 2, IsVariadic: false,
    "Tells whether the lists have a common item.",
    "False if a list is null or empty.",
    "tags.intersects([\"vip\", \"x\"]) → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list || call.EvaluateList(1) is not { } other) return false;
        var items = new ItemSet(other);
        for (var i = 0; i < list.Count; i++)
        {
            if (items.Contains(list[i], call.Context)) return true;
        }

        return false;
    }
}
