using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Logic;

internal sealed class OrOperator() : PqlFunction(new(
    "or", CallStyle.Operator, [Parameter("left", ParameterKind.Any), Parameter("right", ParameterKind.Any)], 2, IsVariadic: true,
    "Tells whether at least one operand is true.",
    "A null operand counts as false.",
    "nickname or subscriber → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        for (var i = 0; i < call.Count; i++)
        {
            if (call.IsTrue(i)) return true;
        }

        return false;
    }
}
