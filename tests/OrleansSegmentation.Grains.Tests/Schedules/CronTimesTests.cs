using System.Globalization;
using OrleansSegmentation.Grains.Schedules;

namespace OrleansSegmentation.Grains.Tests.Schedules;

public sealed class CronTimesTests
{
    [Theory]
    [InlineData("0 0 1 * * ?", "2026-01-01T01:00:00Z", "2026-01-02T01:00:00Z")]
    [InlineData("0 0 1 * * *", "2026-01-01T01:00:00Z", "2026-01-02T01:00:00Z")] // taken for * ?
    [InlineData("0\t0  1 * * ?", "2026-01-01T01:00:00Z", "2026-01-02T01:00:00Z")]
    [InlineData("0 0 1 ? * *", "2026-01-01T01:00:00Z", "2026-01-02T01:00:00Z")]
    [InlineData("0 30 2 ? * mon-FRI", "2026-01-01T02:30:00Z", "2026-01-02T02:30:00Z")]
    [InlineData("0 0 1 ? * 1", "2026-01-04T01:00:00Z", "2026-01-11T01:00:00Z")] // 1 is Sunday
    [InlineData("0 0 1 L * ?", "2026-01-31T01:00:00Z", "2026-02-28T01:00:00Z")]
    [InlineData("0 0 1 15W * ?", "2026-01-15T01:00:00Z", "2026-02-16T01:00:00Z")]
    [InlineData("0 0 1 ? * 6#3", "2026-01-16T01:00:00Z", "2026-02-20T01:00:00Z")]
    [InlineData("0 0 1 ? * 6L", "2026-01-30T01:00:00Z", "2026-02-27T01:00:00Z")]
    [InlineData("0 0 0/6 1 JAN,jul ?", "2026-01-01T00:00:00Z", "2026-01-01T06:00:00Z")]
    [InlineData("0 0 1 29 2 ? 2026-2099", "2028-02-29T01:00:00Z", "2032-02-29T01:00:00Z")]
    [InlineData("0 0 1 1 1 ? 2027/2", "2027-01-01T01:00:00Z", "2029-01-01T01:00:00Z")]
    public void NextAfter_ValidExpression_FollowsTheCalendar(string expression, string first, string second)
    {
        var times = CronTimes.Parse(expression);
        var found = times.NextAfter(Ms("2026-01-01T00:00:00Z") - 1);
        Assert.Equal(Ms(first), found);
        Assert.Equal(Ms(second), times.NextAfter(found!.Value));
        Assert.Equal(found, times.LastUntil(found.Value));
        Assert.Equal(found, times.LastUntil(found.Value + 1));
        Assert.NotEqual(found, times.LastUntil(found.Value - 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 1 * * *")]
    [InlineData("0 0 1 * * ? 2027 x")]
    [InlineData("@daily")]
    [InlineData("0 0 1 1 * MON")] // both days
    [InlineData("0 0 1 * * MON")]
    [InlineData("0 0 1 ? * ?")]
    [InlineData("60 0 1 * * ?")]
    [InlineData("0 0 24 * * ?")]
    [InlineData("0 0 1 32 * ?")]
    [InlineData("0 0 1 98 * ?")]
    [InlineData("0 0 1 99 * ?")]
    [InlineData("0 0 1 * 98 ?")]
    [InlineData("0 0 1 * 13 ?")]
    [InlineData("0 0 1 ? * 0")]
    [InlineData("0 0 1 ? * 8")]
    [InlineData("0 0 1 ? * MON#6")]
    [InlineData("0 0 1 * * ? 1969")]
    [InlineData("0 0 1 * * ? 2027-2100")]
    [InlineData("0 0/0 1 * * ?")]
    [InlineData("0,,1 0 1 * * ?")]
    [InlineData(", 0 1 * * ?")]
    [InlineData("a b c d e f")]
    public void Parse_OtherText_SaysWhy(string expression)
    {
        Assert.Null(CronTimes.Parse(expression, out var problem));
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }

    [Fact]
    public void NextAfter_DateThatNeverComes_IsNone()
    {
        Assert.Null(CronTimes.Parse("0 0 1 30 2 ?").NextAfter(0));
        Assert.Empty(CronTimes.Parse("0 0 1 1 1 ? 2020").GapsAfter(Ms("2026-01-01T00:00:00Z"), 50));
    }

    [Fact]
    public void GapsAfter_Expression_AreThoseBetweenItsTimes()
    {
        Assert.Equal(Enumerable.Repeat(86_400_000L, 49), CronTimes.Parse("0 0 1 * * ?").GapsAfter(0, 50));
        Assert.Equal([3_600_000L, 82_800_000L], CronTimes.Parse("0 0 1,2 * * ?").GapsAfter(0, 3));
    }

    [Fact]
    public void Parse_RandomText_NeverThrowsAndWhatItTakesHasTimesInOrder()
    {
        const string Letters = "0123456789*?/,-LW#MONJAN";
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var fields = Enumerable.Range(0, random.Next(5, 9)).Select(_ => random.Next(3) == 0
                ? new string([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters[random.Next(Letters.Length)])])
                : new[] { "*", "?", "1", "0/5", "2-7" }[random.Next(5)]);
            var text = string.Join(' ', fields);
            if (CronTimes.Parse(text, out _) is not { } times || times.NextAfter(1_767_225_600_000) is not { } next) continue;
            Assert.True(next > 1_767_225_600_000 && next % 1000 == 0 && times.LastUntil(next) == next, $"seed {seed}: {text}");
        }
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
