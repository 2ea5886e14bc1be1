using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Text;

internal sealed class EqualsFunction() : TextPredicateFunction(
    new(StringPredicate.Equals, IsNegative: false), ParameterKind.Any, "equals",
    "Tells whether the operands are equal, or the first equals any of the others; on values that are not text the same as =.",
    "False if either side is null or cannot be converted.",
    "loyalty.tier.equals(\"GOLD\", false) → true");

internal sealed class NotEqualToFunction() : TextPredicateFunction(
    new(StringPredicate.Equals, IsNegative: true), ParameterKind.Any, "notEqualTo",
    "Tells whether the operands are both present and different, or the first differs from all others.",
    "False if either side is null or cannot be converted.",
    "loyalty.tier.notEqualTo(\"GOLD\") → true");
