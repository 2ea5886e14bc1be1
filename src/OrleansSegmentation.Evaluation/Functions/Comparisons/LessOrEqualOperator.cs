using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class LessOrEqualOperator() : ComparisonOperator(
    PqlComparison.LessOrEqual, "<=",
    "Tells whether the left number or time does not come after the right one.",
    "False if either side is null, and for all pairs but numbers and times.",
    "person.birthDate <= today → true");
