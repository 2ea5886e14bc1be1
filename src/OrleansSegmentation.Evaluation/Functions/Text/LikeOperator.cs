using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class LikeOperator() : PatternPredicateFunction(
    ParameterKind.Text, "like", CallStyle.Operator,
    "Tells whether the whole text fits the pattern: % is any run of characters, _ exactly one, \\ takes the special meaning off the next; case-sensitive.",
    "False if either side is null.",
    "\"a_c\" like \"a\\\\_c\" → true")
{
    protected override bool Test(string text, string pattern, PatternCache patterns) => patterns.GetLikePattern(pattern).IsMatch(text);
}
