using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

internal sealed class MaxFunction() : AggregateFunction(
    "max", "Gives the greatest of the items, or of a value of each item; numbers only.",
    "Null for null and for no numbers.", "orders.max(total) → 100.0")
{
    protected override PqlValue GetResult(in NumberTotals totals) => totals.Max;
}
