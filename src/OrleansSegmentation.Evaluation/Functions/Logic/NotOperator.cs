using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Logic;

internal sealed class NotOperator() : PqlFunction(new(
    "not", CallStyle.Operator, [Parameter("operand", ParameterKind.Any)], 1, IsVariadic: false,
    "Tells whether the operand is not true.",
    "True for null.",
    "not nickname → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) => !call.IsTrue(0);
}
