using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

internal sealed class AddOperator() : ArithmeticOperator(
    "+", "Adds two numbers: an integer if both are, else a double; integer overflow goes on in double.",
    "Null if an operand is null or not a number.", "2 + 3 * 4 → 14")
{
    protected override PqlValue Apply(long left, long right)
    {
        var sum = unchecked(left + right);
        var hasOverflow = ((left ^ sum) & (right ^ sum)) < 0;
        return hasOverflow ? PqlValue.FromDouble((double)left + right) : PqlValue.FromInteger(sum);
    }

    protected override PqlValue Apply(double left, double right) => PqlValue.FromDouble(left + right);
}
