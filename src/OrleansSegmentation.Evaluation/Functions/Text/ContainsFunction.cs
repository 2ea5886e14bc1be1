using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class ContainsFunction() : TextPredicateFunction(
    new(StringPredicate.Contains, IsNegative: false), ParameterKind.Text, "contains",
    "Tells whether the value, or any of several, is part of the text; for items of a list use includes.",
    "False if the text or the value is null; every text contains the empty one.",
    "homeAddress.city.contains(\"ort\") → true");

internal sealed class DoesNotContainFunction() : TextPredicateFunction(
    new(StringPredicate.Contains, IsNegative: true), ParameterKind.Text, "doesNotContain",
    "Tells whether the text is present and the value, or each of several, is no part of it.",
    "False if the text or the value is null.",
    "homeAddress.city.doesNotContain(\"ORT\") → true");
