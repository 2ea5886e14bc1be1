namespace OrleansSegmentation.Evaluation.Time;

/// <summary>How much of the time line a <see cref="TimeValue"/> covers.</summary>
public enum TimeGrain : byte
{
    /// <summary>One millisecond.</summary>
    Instant,

    /// <summary>A UTC day named by its date: <c>today</c>, <c>date()</c>, <c>"2026-03-18"</c>.</summary>
    Day,

    /// <summary>A calendar unit: <c>last month</c>.</summary>
    Period,
}

/// <summary>A time: a start and what it covers. All times are UTC, in ms since 1970-01-01T00:00:00Z, within the years 1 to 9999.</summary>
/// <param name="StartMs">The first millisecond; comparisons look at it alone.</param>
/// <param name="EndExclusiveMs">The first millisecond after it; <paramref name="StartMs"/> + 1 for an instant.</param>
/// <param name="Grain">What kind of stretch it is.</param>
public readonly record struct TimeValue(long StartMs, long EndExclusiveMs, TimeGrain Grain)
{
    /// <summary>The length of a UTC day in ms.</summary>
    public const long DayMs = 86_400_000;

    /// <summary>The first supported millisecond, 0001-01-01T00:00:00.000Z.</summary>
    public const long MinMs = -62_135_596_800_000;

    /// <summary>The last supported millisecond, 9999-12-31T23:59:59.999Z.</summary>
    public const long MaxMs = 253_402_300_799_999;

    /// <summary>Makes an instant.</summary>
    public static TimeValue Instant(long ms) => new(ms, ms + 1, TimeGrain.Instant);

    /// <summary>Makes a day.</summary>
    /// <param name="startMs">Its midnight.</param>
    public static TimeValue Day(long startMs) => new(startMs, startMs + DayMs, TimeGrain.Day);

    /// <summary>Makes a calendar unit.</summary>
    public static TimeValue Period(long startMs, long endExclusiveMs) => new(startMs, endExclusiveMs, TimeGrain.Period);

    /// <summary>Gets whether a millisecond is within the supported years.</summary>
    public static bool IsSupported(long ms) => ms is >= MinMs and <= MaxMs;
}
