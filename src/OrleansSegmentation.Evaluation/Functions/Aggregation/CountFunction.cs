using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

internal sealed class CountFunction() : PqlFunction(new(
    "count", CallStyle.Method, [Parameter("list", ParameterKind.List)], 1, IsVariadic: false,
    "Counts the items of a list, or the entries of a map or object; filter first to count some of them.",
    "0 for null; null items are not counted.",
    "orders[storeId = \"s1\"].count() → 2"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        if (call.Node.Arguments[0] is SelectNode select) return PqlValue.FromInteger(Combinations.Count(select.Variables, call.Scope, call.Context));
        if (call.Node.Arguments[0] is ApplyNode { Function: "filter" } filter) return PqlValue.FromInteger(CountKept(new FunctionCall(filter, call.Scope, call.Context)));
        var value = call.Evaluate(0);
        return PqlValue.FromInteger(value.HasProperties ? value.AsObject().Count : CountItems(ListConversion.ToList(value)));
    }

    // The usual "at least so many events": counted as they are found, without a list of them.
    private static int CountKept(in FunctionCall filter)
    {
        if (filter.EvaluateList(0) is not { Count: > 0 } items) return 0;
        var condition = filter.Lambda(1);
        var count = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (!item.IsNull && condition.IsTrue(item)) count++;
        }

        return count;
    }

    private static int CountItems(IReadOnlyList<PqlValue>? items)
    {
        if (items is null) return 0;
        var count = 0;
        for (var i = 0; i < items.Count; i++)
        {
            if (!items[i].IsNull) count++;
        }

        return count;
    }
}
