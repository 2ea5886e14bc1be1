using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Time;

/// <summary>UTC calendar arithmetic in ms since 1970-01-01T00:00:00Z. Results outside the years 1 to 9999 are clamped to them.</summary>
public static class CalendarArithmetic
{
    /// <summary>Gets the midnight that starts a date.</summary>
    /// <returns>False when the date does not exist or its year is not 1 to 9999.</returns>
    public static bool TryGetMidnight(long year, long month, long day, out long ms)
    {
        ms = 0;
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month)) return false;
        ms = ToMs(new DateTime((int)year, (int)month, (int)day));
        return true;
    }

    /// <summary>Splits a supported instant into its UTC date.</summary>
    public static (int Year, int Month, int Day) GetDate(long ms)
    {
        FromMs(ms).Deconstruct(out DateOnly date, out _);
        return (date.Year, date.Month, date.Day);
    }

    /// <summary>Adds an amount: milliseconds to weeks have a fixed length, months and longer move the date and clamp the day to the month's last.</summary>
    /// <param name="ms">A supported instant.</param>
    /// <param name="count">How many; negative goes back.</param>
    /// <param name="unit">The unit.</param>
    public static long Add(long ms, long count, PqlTimeUnit unit)
    {
        if (FixedLengthMs(unit) is { } lengthMs) return Clamp(ms + ((Int128)count * lengthMs));
        var time = FromMs(ms);
        var months = ((Int128)time.Year * 12) + time.Month - 1 + ((Int128)count * LengthInMonths(unit));
        if (months < 12) return TimeValue.MinMs;
        if (months >= 10_000 * 12) return TimeValue.MaxMs;
        var (year, month) = ((int)months / 12, ((int)months % 12) + 1);
        var day = Math.Min(time.Day, DateTime.DaysInMonth(year, month));
        return ToMs(new DateTime(year, month, day)) + (long)time.TimeOfDay.TotalMilliseconds;
    }

    /// <summary>Gets the start of the calendar unit that contains an instant. Weeks start on Monday; decades and longer in a year that ends in 0.</summary>
    public static long GetStart(long ms, PqlTimeUnit unit)
    {
        switch (unit)
        {
            case PqlTimeUnit.Week:
                var midnight = FloorTo(ms, TimeValue.DayMs);
                var daysAfterMonday = ((int)FromMs(midnight).DayOfWeek + 6) % 7;
                return Clamp(midnight - ((Int128)daysAfterMonday * TimeValue.DayMs));
            case PqlTimeUnit.Month:
                var (year, month, _) = GetDate(ms);
                return ToMs(new DateTime(year, month, 1));
            case PqlTimeUnit.Year or PqlTimeUnit.Decade or PqlTimeUnit.Century or PqlTimeUnit.Millennium:
                var years = (int)LengthInMonths(unit) / 12;
                // The first decade, century and millennium would start in year 0, which is outside.
                return ToMs(new DateTime(Math.Max(1, GetDate(ms).Year / years * years), 1, 1));
            default:
                return FloorTo(ms, FixedLengthMs(unit)!.Value);
        }
    }

    /// <summary>Gets the calendar unit that contains <paramref name="nowMs"/>, moved by whole units.</summary>
    /// <param name="nowMs">A supported instant.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="shift">0 for <c>this</c>, -1 for <c>last</c>, 1 for <c>next</c>.</param>
    public static TimeValue GetPeriod(long nowMs, PqlTimeUnit unit, int shift)
    {
        var start = GetStart(nowMs, unit);
        if (shift != 0) start = GetStart(Add(start, shift, unit), unit);
        var next = Add(start, 1, unit);
        var end = next == TimeValue.MaxMs ? TimeValue.MaxMs + 1 : GetStart(next, unit);
        return TimeValue.Period(start, end);
    }

    /// <summary>Gets the length of a unit that has a fixed one, or null.</summary>
    internal static long? FixedLengthMs(PqlTimeUnit unit) => unit switch
    {
        PqlTimeUnit.Millisecond => 1,
        PqlTimeUnit.Second => 1000,
        PqlTimeUnit.Minute => 60_000,
        PqlTimeUnit.Hour => 3_600_000,
        PqlTimeUnit.Day => TimeValue.DayMs,
        PqlTimeUnit.Week => 7 * TimeValue.DayMs,
        _ => null,
    };

    /// <summary>Gets the midnight of the day that contains an instant.</summary>
    internal static long GetMidnight(long ms) => FloorTo(ms, TimeValue.DayMs);

    private static long LengthInMonths(PqlTimeUnit unit) => unit switch
    {
        PqlTimeUnit.Month => 1,
        PqlTimeUnit.Year => 12,
        PqlTimeUnit.Decade => 120,
        PqlTimeUnit.Century => 1200,
        _ => 12_000,
    };

    private static long FloorTo(long ms, long unitMs) => Clamp(ms - (Int128)(((ms % unitMs) + unitMs) % unitMs));

    private static long Clamp(Int128 ms) => (long)Int128.Clamp(ms, TimeValue.MinMs, TimeValue.MaxMs);

    private static DateTime FromMs(long ms) => DateTime.UnixEpoch.AddTicks(ms * TimeSpan.TicksPerMillisecond);

    private static long ToMs(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
}
