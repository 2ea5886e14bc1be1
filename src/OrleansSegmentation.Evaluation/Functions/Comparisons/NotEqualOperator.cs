using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class NotEqualOperator() : ComparisonOperator(
    PqlComparison.NotEqual, "!=",
    "Tells whether the operands are both present and different.",
    "False if either side is null or cannot be converted: it is not the negation of =. With a list, true if some item differs.",
    "homeAddress.city != workAddress.city → true");
