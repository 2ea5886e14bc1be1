using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Functions.Aggregation;

internal sealed class AverageFunction() : AggregateFunction(
    "average", "Gives the mean of the items, or of a value of each item, as a double.",
    "Null for null and for no numbers.", "orders.average(total) > 51 → true")
{
    protected override PqlValue GetResult(in NumberTotals totals) => totals.Average;
}
