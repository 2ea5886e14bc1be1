using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class SubsetOfFunction() : PqlFunction(new(
    "subsetOf", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("other", ParameterKind.List)], 2, IsVariadic: false,
    "Tells whether every item of the first list is in the second.",
    "False if a list is null; true if the first is empty. A null item is in no list.",
    "tags.subsetOf([\"vip\", \"news\", \"z\"]) → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) =>
        call.EvaluateList(0) is { } list && call.EvaluateList(1) is { } other && IsSubset(list, other, call.Context);

    internal static bool IsSubset(IReadOnlyList<PqlValue> list, IReadOnlyList<PqlValue> other, EvaluationContext context)
    {
        var items = new ItemSet(other);
        for (var i = 0; i < list.Count; i++)
        {
            if (!items.Contains(list[i], context)) return false;
        }

        return true;
    }
}
