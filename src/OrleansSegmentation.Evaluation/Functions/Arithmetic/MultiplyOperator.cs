using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class MultiplyOperator() : ArithmeticOperator(
    "*", "Multiplies two numbers: an integer if both are, else a double; integer overflow goes on in double.",
    "Null if an operand is null or not a number.", "loyalty.points * loyalty.ratio → 600.0")
{
    protected override PqlValue Apply(long left, long right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high == low >> 63 ? PqlValue.FromInteger(low) : PqlValue.FromDouble((double)left * right);
    }

    protected override PqlValue Apply(double left, double right) => PqlValue.FromDouble(left * right);
}
