using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class DivideOperator() : ArithmeticOperator(
    "/", "Divides two numbers; the result is a double.",
    "Null if an operand is null or not a number, or the divisor is 0.", "7 / 2 → 3.5")
{
    protected override PqlValue Apply(long left, long right) => Apply((double)left, right);

    protected override PqlValue Apply(double left, double right) => right == 0 ? PqlValue.Null : PqlValue.FromDouble(left / right);
}
