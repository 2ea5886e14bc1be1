using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class MatchesFunction() : PatternPredicateFunction(
    ParameterKind.Pattern, "matches", CallStyle.Method,
    "Tells whether the regular expression finds a match anywhere in the text; case-sensitive unless it starts with (?i).",
    "False if either side is null, or a computed pattern is not a regular expression.",
    "person.name.firstName.matches(\"(?i)^an\") → true")
{
    protected override bool Test(string text, string pattern, PatternCache patterns) => patterns.GetRegex(pattern)?.IsMatch(text) ?? false;
}
