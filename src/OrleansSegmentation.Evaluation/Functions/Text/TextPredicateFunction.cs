using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

/// <summary>The eight functions <c>text.f(value, … [, caseSensitive])</c>.</summary>
internal abstract class TextPredicateFunction(TextPredicate predicate, ParameterKind kind, string name, string summary, string nullRule, string example)
    : PqlFunction(new(
        name, CallStyle.Method,
        [Parameter("text", kind), Parameter("value", kind), Parameter("caseSensitive", ParameterKind.Flag)], 2, IsVariadic: true,
        summary, nullRule, example))
{
    public sealed override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public sealed override bool IsTrue(in FunctionCall call) => predicate.IsTrue(call, receiverIndex: 0);
}
