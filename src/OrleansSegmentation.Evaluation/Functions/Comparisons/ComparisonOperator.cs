using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

/// <summary>The six operators <c>=</c> <c>!=</c> <c>&lt;</c> <c>&lt;=</c> <c>&gt;</c> <c>&gt;=</c>.</summary>
internal abstract class ComparisonOperator(PqlComparison comparison, string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Operator, [Parameter("left", ParameterKind.Any), Parameter("right", ParameterKind.Any)], 2, IsVariadic: false,
        summary, nullRule, example))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) => ValueComparison.Test(comparison, call.Evaluate(0), call.Evaluate(1));
}
