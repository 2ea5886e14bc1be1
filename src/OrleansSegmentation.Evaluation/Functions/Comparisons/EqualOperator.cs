using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Functions.Comparisons;

internal sealed class EqualOperator() : ComparisonOperator(
    PqlComparison.Equal, "=",
    "Tells whether the operands are equal; the right one is converted to the type of the left one, text is compared with case.",
    "False if either side is null or cannot be converted. A list equals a list item by item in order, and a scalar if some item does.",
    "homeAddress.city = \"Porto\" → true");
