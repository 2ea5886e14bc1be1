using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class LessOperator() : ComparisonOperator(
    PqlComparison.Less, "<",
    "Tells whether the left number or time comes before the right one.",
    "False if either side is null, and for all pairs but numbers and times.",
    "loyalty.points < 1200.5 → true");
