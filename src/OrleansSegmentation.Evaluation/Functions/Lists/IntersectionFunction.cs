using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class IntersectionFunction() : PqlFunction(new(
    "intersection", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("other", ParameterKind.List)], 2, IsVariadic: false,
    "Gives the distinct common items, in the order of the first list.",
    "Null if a list is null or there is no common item.",
    "tags.intersection([\"vip\", \"news\"]) → [\"vip\", \"news\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list || call.EvaluateList(1) is not { } other) return PqlValue.Null;
        var items = new ItemSet(other);
        var seen = new HashSet<PqlValue>(DistinctEquality.Instance);
        var common = new List<PqlValue>();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i].Decoded();
            if (items.Contains(item, call.Context) && seen.Add(item)) common.Add(item);
        }

        return common.Count > 0 ? PqlValue.FromList(common) : PqlValue.Null;
    }
}
