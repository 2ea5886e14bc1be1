using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Maps;

internal sealed class GetFunction() : PqlFunction(new(
    "get", CallStyle.Method, [Parameter("map", ParameterKind.Any), Parameter("key", ParameterKind.Text)], 2, IsVariadic: false,
    "Gives the value of a key of a map or object; keys are case-sensitive.",
    "Null for a missing key, for null, and for what is not a map.",
    "identityMap.get(\"ECID\").id → [\"e-1\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var map = call.Evaluate(0);
        if (!map.HasProperties || !ValueText.TryGetKey(call.Evaluate(1), out var key)) return PqlValue.Null;
        map.AsObject().TryGet(key, out var value);
        return value;
    }
}
