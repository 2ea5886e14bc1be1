using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

internal sealed class MinFunction() : AggregateFunction(
    "min", "Gives the least of the items, or of a value of each item; numbers only.",
    "Null for null and for no numbers.", "orders.min(total) → 15.5")
{
    protected override PqlValue GetResult(in NumberTotals totals) => totals.Min;
}
