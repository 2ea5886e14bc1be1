using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class RemainderOperator() : ArithmeticOperator(
    "%", "Gives the remainder of a division, with the sign of the dividend.",
    "Null if an operand is null or not a number, or the divisor is 0.", "-7 % 3 → -1")
{
    protected override PqlValue Apply(long left, long right) => right switch
    {
        0 => PqlValue.Null,
        -1 => PqlValue.FromInteger(0), // the processor refuses the smallest integer divided by -1
        _ => PqlValue.FromInteger(left % right),
    };

    protected override PqlValue Apply(double left, double right) => right == 0 ? PqlValue.Null : PqlValue.FromDouble(left % right);
}
