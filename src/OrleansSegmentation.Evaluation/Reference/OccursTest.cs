using System.Runtime.InteropServices;
using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Reference;

/// <summary>Evaluates <c>occurs</c>. Lists on either side are existential.</summary>
internal static class OccursTest
{
    /// <summary>Tells whether a time, or some time of a list, meets a tail.</summary>
    public static bool IsTrue(in PqlValue tested, TimeQualificationNode tail, VariableScope scope, EvaluationContext context)
    {
        if (tested.IsNull) return false;
        if (context.Constants.GetWindow(tail) is { } window) return IsWithin(tested, window.AsSpan());
        var intervals = new List<(long Start, long End)>(2);
        OccursWindow.Collect(tail, scope, context, intervals);
        return intervals.Count > 0 && IsWithin(tested, CollectionsMarshal.AsSpan(intervals));
    }

    private static bool IsWithin(in PqlValue tested, ReadOnlySpan<(long Start, long End)> intervals)
    {
        if (tested.Kind == PqlValueKind.List)
        {
            var items = tested.AsList();
            for (var i = 0; i < items.Count; i++)
            {
                if (IsWithin(items[i], intervals)) return true;
            }

            return false;
        }

        if (!TimeConversion.TryRead(tested, out var time)) return false;
        foreach (var (start, end) in intervals)
        {
            if (time.StartMs >= start && time.StartMs < end) return true;
        }

        return false;
    }
}
