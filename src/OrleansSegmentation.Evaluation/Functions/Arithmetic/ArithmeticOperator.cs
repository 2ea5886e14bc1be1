using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Arithmetic;

/// <summary>The five operators on two numbers.</summary>
internal abstract class ArithmeticOperator(string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Operator, [Parameter("left", ParameterKind.Number), Parameter("right", ParameterKind.Number)], 2, IsVariadic: false,
        summary, nullRule, example))
{
    public sealed override PqlValue Invoke(in FunctionCall call)
    {
        var left = call.Evaluate(0);
        if (!left.IsNumber) return PqlValue.Null;
        var right = call.Evaluate(1);
        if (!right.IsNumber) return PqlValue.Null;
        return left.Kind == PqlValueKind.Integer && right.Kind == PqlValueKind.Integer
            ? Apply(left.AsInteger(), right.AsInteger())
            : Apply(left.AsDouble(), right.AsDouble());
    }

    protected abstract PqlValue Apply(long left, long right);

    protected abstract PqlValue Apply(double left, double right);
}
