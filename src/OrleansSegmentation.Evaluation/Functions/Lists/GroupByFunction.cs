using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class GroupByFunction() : PqlFunction(new(
    "groupBy", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("key", ParameterKind.Lambda)], 2, IsVariadic: false,
    "Gives a map from each key, as text, to the list of its items, in the order in which keys appear. A key that is a list counts as its first item.",
    "Null for null; items with a null key are left out.",
    "orders.groupBy(storeId).keys() → [\"s1\", \"s2\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list) return PqlValue.Null;
        var keyOf = call.Lambda(1);
        var groups = new Dictionary<string, List<PqlValue>>(StringComparer.Ordinal);
        var map = new OrderedObject();
        for (var i = 0; i < list.Count; i++)
        {
            var item = list[i];
            if (!ValueText.TryGetKey(keyOf.Invoke(item), out var key)) continue;
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = []);
                map.Set(key, PqlValue.FromList(group));
            }

            group.Add(item);
        }

        return PqlValue.FromMap(map);
    }
}
