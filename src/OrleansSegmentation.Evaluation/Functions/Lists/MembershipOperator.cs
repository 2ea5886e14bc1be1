using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

/// <summary><c>in</c> and <c>notIn</c>. A list on the left is existential: some item satisfies the test.</summary>
internal abstract class MembershipOperator(bool isNegative, string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Operator, [Parameter("value", ParameterKind.Any), Parameter("list", ParameterKind.List)], 2, IsVariadic: false,
        summary, nullRule, example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public sealed override bool IsTrue(in FunctionCall call)
    {
        var value = call.Evaluate(0);
        if (value.IsNull || call.EvaluateList(1) is not { } list) return false;
        if (value.Kind != PqlValueKind.List) return ValueComparison.IsIn(value, list) != isNegative;
        return IsTrueForAny(value.AsList(), new ItemSet(list), call.Context);
    }

    private bool IsTrueForAny(IReadOnlyList<PqlValue> values, in ItemSet items, EvaluationContext context)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var value = values[i];
            if (value.IsNull) continue;
            if (value.Kind == PqlValueKind.List ? IsTrueForAny(value.AsList(), items, context) : items.Contains(value, context) != isNegative) return true;
        }

        return false;
    }
}
