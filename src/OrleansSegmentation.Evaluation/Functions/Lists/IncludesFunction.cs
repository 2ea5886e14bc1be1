using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class IncludesFunction() : PqlFunction(new(
    "includes", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("value", ParameterKind.Any)], 2, IsVariadic: false,
    "Tells whether some item equals the value; the value is converted to the type of the item.",
    "False if the list or the value is null.",
    "tags.includes(\"news\") → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list) return false;
        var value = call.Evaluate(1).Decoded();
        for (var i = 0; i < list.Count; i++)
        {
            if (ValueComparison.Test(PqlComparison.Equal, list[i], value)) return true;
        }

        return false;
    }
}
