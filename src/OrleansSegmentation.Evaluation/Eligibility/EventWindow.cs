using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Eligibility;

/// <summary>Recognises time tails that reach back at most 24 hours.</summary>
internal static class EventWindow
{
    /// <summary>Tells whether a tail has one of the forms that limit an event to the last 24 hours.</summary>
    public static bool IsShort(TimeQualificationNode tail)
    {
        if (tail.Times is RangeNode range) return tail.Direction is null && IsShortTime(range.From) && IsShortTime(range.To);
        if (tail.Direction is null) return IsShortTime(tail.Times);
        if (tail.Duration is not { } duration) return tail.Direction != PqlTimeDirection.Before && IsWord(tail.Times, "today");
        return tail is { Direction: PqlTimeDirection.Before, Comparison: PqlComparison.Less or PqlComparison.LessOrEqual }
            && IsWord(tail.Times, "now") && IsAtMostADay(duration);
    }

    /// <summary>Tells whether a condition on an event has a conjunct that limits the event's time to the last 24 hours.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="variable">The name of the event in it.</param>
    public static bool Limits(PqlNode? condition, string variable) => condition switch
    {
        ApplyNode { Function: "and" } and => and.Arguments.Any(argument => Limits(argument, variable)),
        OccursNode { Timestamp: FieldNode { Name: "timestamp", Target: VariableNode target } } occurs => target.Name == variable && IsShort(occurs.Qualification),
        _ => false,
    };

    private static bool IsShortTime(PqlNode time) =>
        time is LiteralNode { Kind: PqlLiteralKind.Timestamp, Value: string word }
        && word is "now" or "today" or "this hour" or "this minute" or "this second" or "this millisecond"
            or "last hour" or "last minute" or "last second" or "last millisecond";

    private static bool IsWord(PqlNode time, string word) => time is LiteralNode { Kind: PqlLiteralKind.Timestamp } literal && word.Equals(literal.Value);

    private static bool IsAtMostADay(PqlDuration duration) =>
        CalendarArithmetic.FixedLengthMs(duration.Unit) is { } lengthMs && (Int128)duration.Count * lengthMs <= TimeValue.DayMs;
}
