using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Maps;

internal sealed class KeysFunction() : PqlFunction(new(
    "keys", CallStyle.Method, [Parameter("map", ParameterKind.Any)], 1, IsVariadic: false,
    "Gives the keys of a map or object: of data in ordinal order, of a computed map in the order in which they appeared.",
    "Null for null and for what is not a map.",
    "identityMap.keys() → [\"ECID\", \"Email\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var map = call.Evaluate(0);
        if (!map.HasProperties) return PqlValue.Null;
        var keys = map.AsObject().Keys;
        var values = new PqlValue[keys.Count];
        for (var i = 0; i < values.Length; i++) values[i] = PqlValue.FromString(keys[i]);
        return PqlValue.FromList(values);
    }
}
