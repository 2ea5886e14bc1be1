using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary><c>like</c> and <c>matches</c>. Lists on either side are existential.</summary>
internal abstract class PatternPredicateFunction(ParameterKind patternKind, string name, CallStyle style, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, style, [Parameter("text", ParameterKind.Text), Parameter("pattern", patternKind)], 2, IsVariadic: false,
        summary, nullRule, example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public sealed override bool IsTrue(in FunctionCall call) => IsTrue(call, receiverIndex: 0);

    /// <summary>Evaluates the test with its operands at some place among the arguments.</summary>
    internal bool IsTrue(in FunctionCall call, int receiverIndex)
    {
        var text = call.Evaluate(receiverIndex);
        return !text.IsNull && TestPatterns(text, call.Evaluate(receiverIndex + 1), call.Context.Patterns);
    }

    protected abstract bool Test(string text, string pattern, PatternCache patterns);

    private bool TestPatterns(in PqlValue text, in PqlValue pattern, PatternCache patterns)
    {
        if (pattern.Kind != PqlValueKind.List) return ValueText.TryGetText(pattern, out var one) && TestTexts(text, one, patterns);
        var items = pattern.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            if (TestPatterns(text, items[i], patterns)) return true;
        }

        return false;
    }

    private bool TestTexts(in PqlValue text, string pattern, PatternCache patterns)
    {
        if (text.Kind == PqlValueKind.String) return Test(text.AsString(), pattern, patterns);
        if (text.Kind != PqlValueKind.List) return false;
        var items = text.AsList();
        for (var i = 0; i < items.Count; i++)
        {
            if (TestTexts(items[i], pattern, patterns)) return true;
        }

        return false;
    }
}
