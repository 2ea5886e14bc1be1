using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class StartsWithFunction() : TextPredicateFunction(
    new(StringPredicate.StartsWith, IsNegative: false), ParameterKind.Text, "startsWith",
    "Tells whether the text starts with the value, or with any of several.",
    "False if the text or the value is null; every text starts with the empty one.",
    "homeAddress.city.startsWith(\"po\", false) → true");

internal sealed class DoesNotStartWithFunction() : TextPredicateFunction(
    new(StringPredicate.StartsWith, IsNegative: true), ParameterKind.Text, "doesNotStartWith",
    "Tells whether the text is present and does not start with the value, or with none of several.",
    "False if the text or the value is null.",
    "nickname.doesNotStartWith(\"A\") → false");
