using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>The time words and periods of <see cref="PqlLiteralKind.Timestamp"/> literals.</summary>
public static class TimeWords
{
    /// <summary>Reads <c>now</c>, <c>today</c>, <c>yesterday</c>, <c>tomorrow</c>, or <c>this</c>, <c>last</c>, <c>next</c> with a singular unit.</summary>
    /// <param name="word">The text of the literal.</param>
    /// <param name="nowMs">The evaluation instant.</param>
    /// <param name="value">What it stands for.</param>
    public static bool TryRead(string word, long nowMs, out TimeValue value)
    {
        switch (word)
        {
            case "now":
                value = TimeValue.Instant(nowMs);
                return true;
            case "today":
                value = Day(nowMs, 0);
                return true;
            case "yesterday":
                value = Day(nowMs, -1);
                return true;
            case "tomorrow":
                value = Day(nowMs, 1);
                return true;
            default:
                return TryReadPeriod(word, nowMs, out value);
        }
    }

    private static TimeValue Day(long nowMs, int shift) =>
        TimeValue.Day(CalendarArithmetic.GetMidnight(CalendarArithmetic.Add(CalendarArithmetic.GetMidnight(nowMs), shift, PqlTimeUnit.Day)));

    private static bool TryReadPeriod(string word, long nowMs, out TimeValue value)
    {
        value = default;
        var space = word.IndexOf(' ');
        if (space < 0) return false;
        int? shift = word[..space] switch { "this" => 0, "last" => -1, "next" => 1, _ => null };
        if (shift is null || !Enum.TryParse<PqlTimeUnit>(word[(space + 1)..], ignoreCase: true, out var unit) || !Enum.IsDefined(unit)) return false;
        value = CalendarArithmetic.GetPeriod(nowMs, unit, shift.Value);
        return true;
    }
}
