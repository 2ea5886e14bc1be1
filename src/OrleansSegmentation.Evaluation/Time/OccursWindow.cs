using System.Collections.Immutable;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>The instants a time tail accepts, as half-open intervals of ms since 1970-01-01T00:00:00Z.</summary>
public static class OccursWindow
{
    private const long EndOfTime = TimeValue.MaxMs + 1;

    /// <summary>Computes the instants of a tail whose reference follows from <c>now</c> and constants alone.</summary>
    /// <param name="tail">The tail.</param>
    /// <param name="nowMs">The evaluation instant in ms since 1970-01-01T00:00:00Z.</param>
    /// <param name="intervals">Ascending, apart from each other, none empty; no interval at all if the reference is no time.</param>
    /// <returns>False when the reference depends on the profile or on a variable.</returns>
    public static bool TryGetIntervals(
        TimeQualificationNode tail, long nowMs, out ImmutableArray<(long StartInclusiveMs, long EndExclusiveMs)> intervals)
    {
        intervals = [];
        if (!ConstantExpression.IsConstant(tail.Times)) return false;
        var scope = VariableScope.ForProfile(PqlValue.Null);
        var found = new List<(long Start, long End)>();
        Collect(tail, scope, new EvaluationContext(nowMs), found);
        intervals = Merge(found);
        return true;
    }

    /// <summary>Tells whether an instant is in one of some intervals.</summary>
    public static bool Contains(ImmutableArray<(long StartInclusiveMs, long EndExclusiveMs)> intervals, long ms)
    {
        foreach (var (start, end) in intervals)
        {
            if (ms >= start && ms < end) return true;
        }

        return false;
    }

    /// <summary>Evaluates the reference and appends its intervals; one that is a list accepts what any of its items does.</summary>
    internal static void Collect(TimeQualificationNode tail, VariableScope scope, EvaluationContext context, List<(long Start, long End)> intervals)
    {
        if (tail.Times is RangeNode range)
        {
            var to = ReferenceEvaluator.EvaluateNode(range.To, scope, context);
            AppendRanges(ReferenceEvaluator.EvaluateNode(range.From, scope, context), to, context, intervals);
        }
        else
        {
            AppendReferences(tail, ReferenceEvaluator.EvaluateNode(tail.Times, scope, context), context, intervals);
        }
    }

    private static void AppendRanges(in PqlValue from, in PqlValue to, EvaluationContext context, List<(long Start, long End)> intervals)
    {
        if (from.Kind == PqlValueKind.List)
        {
            foreach (var item in from.AsList()) AppendRanges(item, to, context, intervals);
        }
        else if (to.Kind == PqlValueKind.List)
        {
            foreach (var item in to.AsList()) AppendRanges(from, item, context, intervals);
        }
        else if (TimeConversion.TryRead(from, out var first) && TimeConversion.TryRead(to, out var last))
        {
            context.CountStep();
            Append(first.StartMs, last.EndExclusiveMs, intervals);
        }
    }

    private static void AppendReferences(
        TimeQualificationNode tail, in PqlValue reference, EvaluationContext context, List<(long Start, long End)> intervals)
    {
        if (reference.Kind == PqlValueKind.List)
        {
            foreach (var item in reference.AsList()) AppendReferences(tail, item, context, intervals);
        }
        else if (TimeConversion.TryRead(reference, out var time))
        {
            context.CountStep();
            Append(tail, time, intervals);
        }
    }

    private static void Append(TimeQualificationNode tail, in TimeValue reference, List<(long Start, long End)> intervals)
    {
        var start = reference.StartMs;
        if (tail.Direction is not { } direction) Append(start, reference.EndExclusiveMs, intervals);
        else if (tail is { Comparison: { } comparison, Duration: { } duration })
        {
            if (direction == PqlTimeDirection.Before) AppendBefore(comparison, duration, reference, intervals);
            else AppendAfter(comparison, duration, reference, intervals);
        }
        else if (direction == PqlTimeDirection.Before) Append(TimeValue.MinMs, start, intervals);
        else Append(start + 1, EndOfTime, intervals);
    }

    private static void AppendBefore(PqlComparison comparison, PqlDuration duration, in TimeValue reference, List<(long Start, long End)> intervals)
    {
        var start = reference.StartMs;
        var shifted = CalendarArithmetic.Add(start, -duration.Count, duration.Unit);
        var shiftedEnd = shifted + LengthOfEqual(duration, reference);
        switch (comparison)
        {
            case PqlComparison.Less:
                Append(shifted + 1, start, intervals);
                break;
            case PqlComparison.LessOrEqual:
                Append(shifted, start, intervals);
                break;
            case PqlComparison.Equal:
                Append(shifted, shiftedEnd, intervals);
                break;
            case PqlComparison.NotEqual:
                Append(TimeValue.MinMs, shifted, intervals);
                Append(shiftedEnd, start, intervals);
                break;
            case PqlComparison.Greater:
                Append(TimeValue.MinMs, shifted, intervals);
                break;
            default:
                Append(TimeValue.MinMs, shifted + 1, intervals);
                break;
        }
    }

    private static void AppendAfter(PqlComparison comparison, PqlDuration duration, in TimeValue reference, List<(long Start, long End)> intervals)
    {
        var start = reference.StartMs;
        var shifted = CalendarArithmetic.Add(start, duration.Count, duration.Unit);
        var shiftedEnd = shifted + LengthOfEqual(duration, reference);
        switch (comparison)
        {
            case PqlComparison.Less:
                Append(start + 1, shifted, intervals);
                break;
            case PqlComparison.LessOrEqual:
                Append(start + 1, shifted + 1, intervals);
                break;
            case PqlComparison.Equal:
                Append(shifted, shiftedEnd, intervals);
                break;
            case PqlComparison.NotEqual:
                Append(start + 1, shifted, intervals);
                Append(Math.Max(shiftedEnd, start + 1), EndOfTime, intervals);
                break;
            case PqlComparison.Greater:
                Append(shifted + 1, EndOfTime, intervals);
                break;
            default:
                Append(shifted, EndOfTime, intervals);
                break;
        }
    }

    // "= 3 days before today" means that whole day; everything finer means the millisecond.
    private static long LengthOfEqual(PqlDuration duration, in TimeValue reference) =>
        reference.Grain == TimeGrain.Day && duration.Unit >= PqlTimeUnit.Day ? TimeValue.DayMs : 1;

    private static void Append(long start, long end, List<(long Start, long End)> intervals)
    {
        end = Math.Min(end, EndOfTime);
        if (start < end) intervals.Add((start, end));
    }

    private static ImmutableArray<(long StartInclusiveMs, long EndExclusiveMs)> Merge(List<(long Start, long End)> found)
    {
        found.Sort();
        var merged = ImmutableArray.CreateBuilder<(long StartInclusiveMs, long EndExclusiveMs)>(found.Count);
        foreach (var (start, end) in found)
        {
            if (merged.Count > 0 && start <= merged[^1].EndExclusiveMs) merged[^1] = (merged[^1].StartInclusiveMs, Math.Max(end, merged[^1].EndExclusiveMs));
            else merged.Add((start, end));
        }

        return merged.ToImmutable();
    }
}
