using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class DistinctFunction() : PqlFunction(new(
    "distinct", CallStyle.Method, [Parameter("list", ParameterKind.List)], 1, IsVariadic: false,
    "Gives the first occurrence of each value.",
    "Null for null.",
    "tags.distinct() → [\"vip\", \"news\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list) return PqlValue.Null;
        // Combinations of variables have no value by which two could be the same.
        if (list is TupleList) return PqlValue.FromList(list);
        var seen = new HashSet<PqlValue>(DistinctEquality.Instance);
        var distinct = new List<PqlValue>();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i].Decoded();
            if (seen.Add(item)) distinct.Add(item);
        }

        return PqlValue.FromList(distinct);
    }
}
