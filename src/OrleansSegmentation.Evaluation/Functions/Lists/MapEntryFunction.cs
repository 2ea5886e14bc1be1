using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class MapEntryFunction() : PqlFunction(new(
    "mapEntry", CallStyle.Function, [Parameter("key", ParameterKind.Any), Parameter("value", ParameterKind.Any)], 2, IsVariadic: false,
    "Gives an entry of a map; meaningful only as the result of map.",
    "An entry whose key is null is left out of the map.",
    "orders.groupBy(storeId).map((k, v) => mapEntry(k, v.count())).get(\"s1\") → 2"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromEntry(call.Evaluate(0), call.Evaluate(1));
}
