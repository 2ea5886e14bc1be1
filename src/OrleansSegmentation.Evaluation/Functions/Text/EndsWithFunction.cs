using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class EndsWithFunction() : TextPredicateFunction(
    new(StringPredicate.EndsWith, IsNegative: false), ParameterKind.Text, "endsWith",
    "Tells whether the text ends with the value, or with any of several.",
    "False if the text or the value is null; every text ends with the empty one.",
    "personalEmail.address.endsWith(\".com\") → true");

internal sealed class DoesNotEndWithFunction() : TextPredicateFunction(
    new(StringPredicate.EndsWith, IsNegative: true), ParameterKind.Text, "doesNotEndWith",
    "Tells whether the text is present and does not end with the value, or with none of several.",
    "False if the text or the value is null.",
    "homeAddress.city.doesNotEndWith(\"x\") → true");
