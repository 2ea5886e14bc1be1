using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Objects;

internal sealed class IsNotNullFunction() : PqlFunction(new(
    "isNotNull", CallStyle.Method, [Parameter("value", ParameterKind.Any)], 1, IsVariadic: false,
    "Tells whether a value is present: the exact negation of isNull.",
    "False for null, an empty list and an empty computed map.",
    "homeAddress.isNotNull() → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) => !IsNullFunction.IsNull(call);
}
