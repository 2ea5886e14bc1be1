using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class ExistsFunction() : PqlFunction(new(
    "exists", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("condition", ParameterKind.Lambda)], 1, IsVariadic: false,
    "Tells whether some item satisfies the condition; without one, the same as isNotNull().",
    "False for null and for an empty list.",
    "orders.exists(total > 90) → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) => call.Count == 1 ? !Objects.IsNullFunction.IsNull(call) : IsSatisfied(call);

    /// <summary>Tells whether some item of the first argument satisfies the second.</summary>
    internal static bool IsSatisfied(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { Count: > 0 } list) return false;
        var condition = call.Lambda(1);
        for (var i = 0; i < list.Count; i++)
        {
            if (condition.IsTrue(list[i])) return true;
        }

        return false;
    }
}
