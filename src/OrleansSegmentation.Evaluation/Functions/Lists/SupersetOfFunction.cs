using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

internal sealed class SupersetOfFunction() : PqlFunction(new(
    "supersetOf", CallStyle.Method, [Parameter("list", ParameterKind.List), Parameter("other", ParameterKind.List)], 2, IsVariadic: false,
    "Tells whether every item of the second list is in the first.",
    "False if a list is null; true if the second is empty. A null item is in no list.",
    "tags.supersetOf([\"vip\"]) → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) =>
        call.EvaluateList(0) is { } list && call.EvaluateList(1) is { } other && SubsetOfFunction.IsSubset(other, list, call.Context);
}
