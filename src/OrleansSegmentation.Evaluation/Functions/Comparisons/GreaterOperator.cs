using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class GreaterOperator() : ComparisonOperator(
    PqlComparison.Greater, ">",
    "Tells whether the left number or time comes after the right one.",
    "False if either side is null, and for all pairs but numbers and times.",
    "loyalty.points > 1200 → false");
