using OrleansSegmentation.Evaluation.Time;
using OrleansSegmentation.Pql.Tree;

namespace OrleansSegmentation.Evaluation.Tests.Time;

public sealed class CalendarArithmeticTests
{
    [Theory]
    [InlineData("2026-03-31T10:00:00Z", -1, PqlTimeUnit.Month, "2026-02-28T10:00:00Z")]
    [InlineData("2024-03-31T10:00:00Z", -1, PqlTimeUnit.Month, "2024-02-29T10:00:00Z")]
    [InlineData("2026-01-31T00:00:00Z", 1, PqlTimeUnit.Month, "2026-02-28T00:00:00Z")]
    [InlineData("2026-12-15T23:59:59.999Z", 1, PqlTimeUnit.Month, "2027-01-15T23:59:59.999Z")]
    [InlineData("2026-01-15T00:00:00Z", -13, PqlTimeUnit.Month, "2024-12-15T00:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", 1, PqlTimeUnit.Year, "2025-02-28T00:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", 4, PqlTimeUnit.Year, "2028-02-29T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", -1, PqlTimeUnit.Decade, "2016-03-18T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", -1, PqlTimeUnit.Century, "1926-03-18T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", 1, PqlTimeUnit.Millennium, "3026-03-18T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", -2, PqlTimeUnit.Week, "2026-03-04T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", 1, PqlTimeUnit.Day, "2026-03-19T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", -25, PqlTimeUnit.Hour, "2026-03-16T23:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", 90, PqlTimeUnit.Minute, "2026-03-18T01:30:00Z")]
    [InlineData("2026-03-18T00:00:00Z", -1, PqlTimeUnit.Second, "2026-03-17T23:59:59Z")]
    [InlineData("2026-03-18T00:00:00Z", -1, PqlTimeUnit.Millisecond, "2026-03-17T23:59:59.999Z")]
    [InlineData("2026-03-18T00:00:00Z", -9, PqlTimeUnit.Millennium, "0001-01-01T00:00:00Z")]
    [InlineData("2026-03-18T00:00:00Z", 9, PqlTimeUnit.Millennium, "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-03-18T00:00:00Z", long.MaxValue, PqlTimeUnit.Millennium, "9999-12-31T23:59:59.999Z")]
    [InlineData("2026-03-18T00:00:00Z", -long.MaxValue, PqlTimeUnit.Week, "0001-01-01T00:00:00Z")]
    public void Add_AnAmount_MovesTheCalendar(string start, long count, PqlTimeUnit unit, string expected) =>
        Assert.Equal(Ms(expected), CalendarArithmetic.Add(Ms(start), count, unit));

    [Theory]
    [InlineData("this millisecond", "2026-03-18T12:34:56.789Z", "2026-03-18T12:34:56.790Z")]
    [InlineData("this second", "2026-03-18T12:34:56Z", "2026-03-18T12:34:57Z")]
    [InlineData("last minute", "2026-03-18T12:33:00Z", "2026-03-18T12:34:00Z")]
    [InlineData("next hour", "2026-03-18T13:00:00Z", "2026-03-18T14:00:00Z")]
    [InlineData("this day", "2026-03-18T00:00:00Z", "2026-03-19T00:00:00Z")]
    [InlineData("this week", "2026-03-16T00:00:00Z", "2026-03-23T00:00:00Z")]
    [InlineData("last week", "2026-03-09T00:00:00Z", "2026-03-16T00:00:00Z")]
    [InlineData("last month", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData("next month", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z")]
    [InlineData("this year", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("this decade", "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z")]
    [InlineData("last decade", "2010-01-01T00:00:00Z", "2020-01-01T00:00:00Z")]
    [InlineData("this century", "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z")]
    [InlineData("last century", "1900-01-01T00:00:00Z", "2000-01-01T00:00:00Z")]
    [InlineData("next millennium", "3000-01-01T00:00:00Z", "4000-01-01T00:00:00Z")]
    public void TimeWords_Period_CoversTheCalendarUnit(string word, string start, string end)
    {
        Assert.True(TimeWords.TryRead(word, Ms("2026-03-18T12:34:56.789Z"), out var period));
        Assert.Equal(TimeValue.Period(Ms(start), Ms(end)), period);
    }

    [Theory]
    [InlineData("2026-03-16T00:00:00Z", "2026-03-16T00:00:00Z")] // Monday
    [InlineData("2026-03-22T23:59:59Z", "2026-03-16T00:00:00Z")] // Sunday
    [InlineData("1969-12-31T00:00:00Z", "1969-12-29T00:00:00Z")]
    public void GetStart_Week_IsMonday(string instant, string monday) =>
        Assert.Equal(Ms(monday), CalendarArithmetic.GetStart(Ms(instant), PqlTimeUnit.Week));

    [Theory]
    [InlineData("now", TimeGrain.Instant, "2026-03-18T12:34:56.789Z")]
    [InlineData("today", TimeGrain.Day, "2026-03-18T00:00:00Z")]
    [InlineData("yesterday", TimeGrain.Day, "2026-03-17T00:00:00Z")]
    [InlineData("tomorrow", TimeGrain.Day, "2026-03-19T00:00:00Z")]
    public void TimeWords_Word_HasItsGrain(string word, TimeGrain grain, string start)
    {
        Assert.True(TimeWords.TryRead(word, Ms("2026-03-18T12:34:56.789Z"), out var time));
        Assert.Equal((grain, Ms(start)), (time.Grain, time.StartMs));
    }

    [Fact]
    public void GetPeriod_FirstDecade_EndsWithYear10()
    {
        var now = Ms("0005-01-01T00:00:00Z");
        Assert.Equal(TimeValue.Period(TimeValue.MinMs, Ms("0010-01-01T00:00:00Z")), CalendarArithmetic.GetPeriod(now, PqlTimeUnit.Decade, 0));
        Assert.Equal(Ms("0010-01-01T00:00:00Z"), CalendarArithmetic.GetPeriod(now, PqlTimeUnit.Decade, 1).StartMs);
        Assert.Equal(TimeValue.MinMs, CalendarArithmetic.GetPeriod(now, PqlTimeUnit.Decade, -1).StartMs);
    }

    [Fact]
    public void GetPeriod_EndOfTime_EndsAfterTheLastMillisecond()
    {
        foreach (var unit in Enum.GetValues<PqlTimeUnit>())
        {
            var period = CalendarArithmetic.GetPeriod(TimeValue.MaxMs, unit, 1);
            Assert.InRange(TimeValue.MaxMs, period.StartMs, period.EndExclusiveMs - 1);
        }
    }

    internal static long Ms(string text) => IsoTime.TryParse(text, out var time) ? time.StartMs : throw new ArgumentException(text, nameof(text));
}
