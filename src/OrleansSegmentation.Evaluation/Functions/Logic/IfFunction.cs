using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Logic;

internal sealed class IfFunction() : PqlFunction(new(
    "if", CallStyle.Function,
    [Parameter("condition", ParameterKind.Any), Parameter("then", ParameterKind.Any), Parameter("otherwise", ParameterKind.Any)], 3, IsVariadic: false,
    "Gives the second argument if the condition is true, else the third; only the chosen one counts.",
    "A null condition counts as false.",
    "if(subscriber, 1, 2) → 1"))
{
    public override PqlValue Invoke(in FunctionCall call) => call.Evaluate(call.IsTrue(0) ? 1 : 2);

    public override bool IsTrue(in FunctionCall call) => call.IsTrue(call.IsTrue(0) ? 1 : 2);
}
