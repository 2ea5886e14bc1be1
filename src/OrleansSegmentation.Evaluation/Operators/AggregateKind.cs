using OrleansSegmentation.Evaluation.Functions.Aggregation;
using OrleansSegmentation.Evaluation.Values;

namespace OrleansSegmentation.Evaluation.Operators;

/// <summary>What is made of the numbers of a list.</summary>
internal enum AggregateKind
{
    Sum,
    Average,
    Min,
    Max,
}

/// <summary>Names and results of <see cref="AggregateKind"/>.</summary>
internal static class AggregateKinds
{
    public static bool TryParse(string function, out AggregateKind kind)
    {
        kind = function switch
        {
            "sum" => AggregateKind.Sum,
            "average" => AggregateKind.Average,
            "min" => AggregateKind.Min,
            _ => AggregateKind.Max,
        };
        return function is "sum" or "average" or "min" or "max";
    }

    public static PqlValue ResultOf(this AggregateKind kind, in NumberTotals totals) => kind switch
    {
        AggregateKind.Sum => totals.Sum,
        AggregateKind.Average => totals.Average,
        AggregateKind.Min => totals.Min,
        _ => totals.Max,
    };
}
