using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Maps;

internal sealed class ValuesFunction() : PqlFunction(new(
    "values", CallStyle.Method, [Parameter("map", ParameterKind.Any)], 1, IsVariadic: false,
    "Gives the values of a map or object, in the order of its keys.",
    "Null for null and for what is not a map.",
    "segmentMembership.get(\"ups\").values().status → [\"realized\", \"exited\"]"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var map = call.Evaluate(0);
        return map.HasProperties ? PqlValue.FromList(ListConversion.GetValues(map.AsObject())) : PqlValue.Null;
    }
}
