using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

internal sealed class SumFunction() : AggregateFunction(
    "sum", "Adds up the items, or a value of each item, in list order: an integer if all are, else a double.",
    "0 for null and for no numbers.", "orders.sum(total) → 155.5")
{
    protected override PqlValue GetResult(in NumberTotals totals) => totals.Sum;
}
