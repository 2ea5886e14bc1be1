using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class SubtractOperator() : ArithmeticOperator(
    "-", "Subtracts two numbers: an integer if both are, else a double; integer overflow goes on in double.",
    "Null if an operand is null or not a number.", "loyalty.points - 200 → 1000")
{
    protected override PqlValue Apply(long left, long right)
    {
        var difference = unchecked(left - right);
        var hasOverflow = ((left ^ right) & (left ^ difference)) < 0;
        return hasOverflow ? PqlValue.FromDouble((double)left - right) : PqlValue.FromInteger(difference);
    }

    protected override PqlValue Apply(double left, double right) => PqlValue.FromDouble(left - right);
}
