using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class ForallFunction() : PqlFunction(new(
    "forall", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("condition", ParameterKind.Lambda)], 2, IsVariadic: false,
    "Tells whether every item satisfies the condition.",
    "True for null and for an empty list.",
    "orders.forall(total > 20) → false"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { Count: > 0 } list) return true;
        var condition = call.Lambda(1);
        for (var i = 0; i < list.Count; i++)
        {
            if (!condition.IsTrue(list[i])) return false;
        }

        return true;
    }
}
