using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Objects;

internal sealed class IsNullFunction() : PqlFunction(new(
    "isNull", CallStyle.Method, [Parameter("value", ParameterKind.Any)], 1, IsVariadic: false,
    "Tells whether a value is missing.",
    "True for null, an empty list and an empty computed map; false for everything else, also an empty object.",
    "nickname.isNull() → true"))
{
    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call) => IsNull(call);

    internal static bool IsNull(in PqlValue value) => value.Kind switch
    {
        PqlValueKind.Null => true,
        PqlValueKind.List => value.AsList().Count == 0,
        PqlValueKind.Map => value.AsObject().Count == 0,
        _ => false,
    };

    internal static bool IsNull(in FunctionCall call) =>
        // The first combination of a select decides; the others need not be found.
        call.Node.Arguments[0] is SelectNode select ? !ReferenceEvaluator.IsTrueNode(select, call.Scope, call.Context) : IsNull(call.Evaluate(0));
}
