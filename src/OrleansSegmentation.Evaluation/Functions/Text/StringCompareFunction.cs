using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class StringCompareFunction() : PqlFunction(new(
    "stringCompare", CallStyle.Function,
    [
        Parameter("operation", ParameterKind.StringLiteral), Parameter("text", ParameterKind.Any), Parameter("value", ParameterKind.Any),
        Parameter("caseSensitive", ParameterKind.Flag),
    ],
    3, IsVariadic: true,
    "The same as the text predicate its first argument names.",
    "That predicate's; false if there is none of that name.",
    "stringCompare(\"contains\", homeAddress.city, [\"x\", \"ort\"]) → true"))
{
    private static readonly LikeOperator Like = new();
    private static readonly MatchesFunction Matches = new();

    public override PqlValue Invoke(in FunctionCall call) => PqlValue.FromBoolean(IsTrue(call));

    public override bool IsTrue(in FunctionCall call)
    {
        var operation = call.Evaluate(0);
        if (operation.Kind != PqlValueKind.String) return false;
        return operation.AsString() switch
        {
            "equals" => Test(call, StringPredicate.Equals, isNegative: false),
            "notEqualTo" => Test(call, StringPredicate.Equals, isNegative: true),
            "startsWith" => Test(call, StringPredicate.StartsWith, isNegative: false),
            "doesNotStartWith" => Test(call, StringPredicate.StartsWith, isNegative: true),
            "endsWith" => Test(call, StringPredicate.EndsWith, isNegative: false),
            "doesNotEndWith" => Test(call, StringPredicate.EndsWith, isNegative: true),
            "contains" => Test(call, StringPredicate.Contains, isNegative: false),
            "doesNotContain" => Test(call, StringPredicate.Contains, isNegative: true),
            "like" => Like.IsTrue(call, receiverIndex: 1),
            "matches" => Matches.IsTrue(call, receiverIndex: 1),
            _ => false,
        };
    }

    private static bool Test(in FunctionCall call, StringPredicate predicate, bool isNegative) =>
        new TextPredicate(predicate, isNegative).IsTrue(call, receiverIndex: 1);
}
