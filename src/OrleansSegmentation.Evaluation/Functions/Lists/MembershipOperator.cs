using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

/// <summary><c>in</c> and <c>notIn</c>. A list on the left is existential: some item satisfies the test.</summary>
internal abstract class MembershipOperator(string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Operator, [Parameter("value", ParameterKind.Any), Parameter("list", ParameterKind.List)], 2, IsVariadic: false,
        summary, nullRule, example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public sealed override bool IsTrue(in FunctionCall call)
    {
        var value = call.Evaluate(0);
        if (value.IsNull || call.EvaluateList(1) is not { } list) return false;
        return TestAny(value, list, call.Context);
    }

    protected abstract bool Test(in PqlValue value, IReadOnlyList<PqlValue> list);

    private bool TestAny(in PqlValue value, IReadOnlyList<PqlValue> list, EvaluationContext context)
    {
        if (value.Kind != PqlValueKind.List) return Test(value, list);
        var items = value.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            context.CountStep();
            if (TestAny(items[i], list, context)) return true;
        }

        return false;
    }
}
