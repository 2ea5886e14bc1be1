using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class GreaterOrEqualOperator() : ComparisonOperator(
    PqlComparison.GreaterOrEqual, ">=",
    "Tells whether the left number or time does not come before the right one.",
    "False if either side is null, and for all pairs but numbers and times.",
    "loyalty.points >= 1200 → true");
