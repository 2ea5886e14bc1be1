using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

/// <summary><c>sum</c>, <c>average</c>, <c>min</c>, <c>max</c>, over the items of a list, a lambda of each item, or the combinations of a select.</summary>
internal abstract class AggregateFunction(string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("value", ParameterKind.Lambda)], 1, IsVariadic: false,
        summary, nullRule + " Values that are null or not numbers are skipped; lists among the values are flattened.", example))
{
    public sealed override PqlValue Invoke(in FunctionCall call)
    {
        if (call.Node.Arguments[0] is SelectNode select) return GetResult(CombinationTotals.Of(select, call));
        var totals = default(NumberTotals);
        if (call.EvaluateList(0) is { } list)
        {
            if (call.Count == 1) AddItems(list, ref totals);
            else AddResults(list, call.Lambda(1), ref totals);
        }

        return GetResult(totals);
    }

    protected abstract PqlValue GetResult(in NumberTotals totals);

    private static void AddItems(IReadOnlyList<PqlValue> items, ref NumberTotals totals)
    {
        for (var i = 0; i < items.Count; i++) totals.Add(items[i]);
    }

    private static void AddResults(IReadOnlyList<PqlValue> items, in LambdaCall value, ref NumberTotals totals)
    {
        for (var i = 0; i < items.Count; i++) totals.AddResult(value.Invoke(items[i]));
    }
}
