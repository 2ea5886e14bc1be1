using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Logic;

internal sealed class AndOperator() : PqlFunction(new(
    "and", CallStyle.Operator, [Parameter("left", ParameterKind.Any), Parameter("right", ParameterKind.Any)], 2, IsVariadic: true,
    "Tells whether all operands are true.",
    "A null operand counts as false.",
    "subscriber and loyalty.points > 1000 → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        for (var i = 0; i < call.Count; i++)
        {
            if (!call.IsTrue(i)) return false;
        }

        return true;
    }
}
