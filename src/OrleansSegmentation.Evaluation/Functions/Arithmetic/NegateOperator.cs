using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class NegateOperator() : PqlFunction(new(
    "negate", CallStyle.Operator, [Parameter("operand", ParameterKind.Number)], 1, IsVariadic: false,
    "Changes the sign of a number; written as a minus in front.",
    "Null if the operand is null or not a number.",
    "-loyalty.points → -1200"))
{
    public override PqlValue Invoke(in FunctionCall call)
    {
        var operand = call.Evaluate(0);
        return operand.Kind switch
        {
            PqlValueKind.Integer when operand.AsInteger() != long.MinValue => PqlValue.FromInteger(-operand.AsInteger()),
            PqlValueKind.Integer or PqlValueKind.Double => PqlValue.FromDouble(-operand.AsDouble()),
            _ => PqlValue.Null,
        };
    }
}
