using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class MapFunction() : PqlFunction(new(
    "map", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("result", ParameterKind.Lambda)], 2, IsVariadic: false,
    "Gives the result for each item, nulls included. On a map the lambda takes a value, or a key and a value. If every result is a mapEntry, the whole is a map.",
    "Null for null.",
    "loyalty.scores.map(this * 2) → [14, 6, 18]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var source = call.Evaluate(0);
        var result = call.Lambda(1);
        var results = source.HasProperties && result.ParameterCount > 1
            ? MapEntries(source.AsObject(), result)
            : ListConversion.ToList(source) is { } items ? MapItems(items, result) : null;
        return results is null ? PqlValue.Null : AreEntries(results) ? ToMap(results) : PqlValue.FromList(results);
    }

    private static PqlValue[] MapItems(IReadOnlyList<PqlValue> items, in LambdaCall result)
    {
        var results = new PqlValue[items.Count];
        for (var i = 0; i < results.Length; i++) results[i] = result.Invoke(items[i]);
        return results;
    }

    private static PqlValue[] MapEntries(PqlObject map, in LambdaCall result)
    {
        var keys = map.Keys;
        var results = new PqlValue[keys.Count];
        for (var i = 0; i < results.Length; i++)
        {
            map.TryGet(keys[i], out var value);
            results[i] = result.Invoke(PqlValue.FromString(keys[i]), value);
        }

        return results;
    }

    private static bool AreEntries(PqlValue[] results)
    {
        foreach (ref readonly var result in results.AsSpan())
        {
            if (result.Kind != PqlValueKind.Entry) return false;
        }

        return results.Length > 0;
    }

    private static PqlValue ToMap(PqlValue[] entries)
    {
        var map = new OrderedObject();
        foreach (ref readonly var entry in entries.AsSpan())
        {
            if (ValueText.TryGetKey(entry.AsEntry().Key, out var key)) map.Set(key, entry.AsEntry().Value);
        }

        return PqlValue.FromMap(map);
    }
}
