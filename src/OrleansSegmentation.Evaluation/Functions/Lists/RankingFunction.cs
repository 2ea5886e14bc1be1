using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Binding;

namespace OrleansSegmentation.Evaluation.Functions.Lists;

/// <summary><c>topN</c> and <c>bottomN</c>: the first items of a stable sort by a key.</summary>
internal abstract class RankingFunction(bool isDescending, string name, string summary, string example)
    : PqlFunction(new(
        name, CallStyle.Method,
        [Parameter("list", ParameterKind.List), Parameter("key", ParameterKind.Lambda), Parameter("amount", ParameterKind.Amount)], 3, IsVariadic: false,
        summary,
        "Null for null; all items if there are fewer; empty if the amount is null or below 1. Items whose key is not a number come last, "
        + "unless every key that is not null is a time.",
        example))
{
    public sealed override PqlValue Invoke(in FunctionCall call)
    {
        if (call.EvaluateList(0) is not { } list) return PqlValue.Null;
        var amount = Math.Min(list.Count, ReadAmount(call.Evaluate(2)));
        if (amount <= 0) return PqlValue.EmptyList;
        var keyOf = call.Lambda(1);
        var keys = new PqlValue[list.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = keyOf.Invoke(list[i]);
        ConvertTimes(keys);

        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (left, right) => Compare(keys, left, right));
        var first = new PqlValue[amount];
        for (var i = 0; i < first.Length; i++) first[i] = list[order[i]];
        return PqlValue.FromList(first);
    }

    private int Compare(PqlValue[] keys, int left, int right)
    {
        var (leftHasKey, rightHasKey) = (HasKey(keys[left]), HasKey(keys[right]));
        if (leftHasKey != rightHasKey) return leftHasKey ? -1 : 1;
        var order = leftHasKey ? ScalarComparison.OrderNumbers(keys[left], keys[right])!.Value : 0;
        if (order != 0) return isDescending ? -order : order;
        return left.CompareTo(right);
    }

    private static bool HasKey(in PqlValue key) => key.IsNumber && !double.IsNaN(key.AsDouble());

    private static long ReadAmount(in PqlValue amount) => amount.Kind switch
    {
        PqlValueKind.Integer => amount.AsInteger(),
        PqlValueKind.Double when !double.IsNaN(amount.AsDouble()) => (long)Math.Clamp(Math.Floor(amount.AsDouble()), 0, int.MaxValue),
        _ => 0,
    };

    /// <summary>Replaces the keys by their instants, if every key that is not null is a time and none is a number.</summary>
    private static void ConvertTimes(PqlValue[] keys)
    {
        foreach (ref readonly var key in keys.AsSpan())
        {
            if (!key.IsNull && (key.IsNumber || !TimeConversion.TryRead(key, out _))) return;
        }

        foreach (ref var key in keys.AsSpan())
        {
            if (TimeConversion.TryRead(key, out var time)) key = PqlValue.FromInteger(time.StartMs);
        }
    }
}
