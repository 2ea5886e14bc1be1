using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation.Tests.Time;

public sealed class IsoTimeTests
{
    [Theory]
    [InlineData("2026-03-18T12:00:00Z", 1_773_835_200_000)]
    [InlineData("2026-03-18T12:00Z", 1_773_835_200_000)]
    [InlineData("2026-03-18T12:00", 1_773_835_200_000)]
    [InlineData("2026-03-18 12:00:00", 1_773_835_200_000)]
    [InlineData("2026-03-18T13:30:00+01:30", 1_773_835_200_000)]
    [InlineData("2026-03-18T13:30:00+0130", 1_773_835_200_000)]
    [InlineData("2026-03-18T07:00-05:00", 1_773_835_200_000)]
    [InlineData("2026-03-18T12:00:00.5Z", 1_773_835_200_500)]
    [InlineData("2026-03-18T12:00:00.123456789Z", 1_773_835_200_123)]
    [InlineData("2026-03-18T12:00:00.9999", 1_773_835_200_999)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("0001-01-01T00:00:00Z", TimeValue.MinMs)]
    [InlineData("9999-12-31T23:59:59.999Z", TimeValue.MaxMs)]
    public void TryParse_DateTime_IsAnInstant(string text, long ms)
    {
        Assert.True(IsoTime.TryParse(text, out var time));
        Assert.Equal(TimeValue.Instant(ms), time);
    }

    [Theory]
    [InlineData("2026-03-18", 1_773_792_000_000)]
    [InlineData("2024-02-29", 1_709_164_800_000)]
    [InlineData("1970-01-01", 0)]
    public void TryParse_DateOnly_IsADay(string text, long ms)
    {
        Assert.True(IsoTime.TryParse(text, out var time));
        Assert.Equal(TimeValue.Day(ms), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026")]
    [InlineData("2026-03")]
    [InlineData("20260318")]
    [InlineData("2026-3-18")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-01-00")]
    [InlineData("0000-01-01")]
    [InlineData("2026-03-18T")]
    [InlineData("2026-03-18T12")]
    [InlineData("2026-03-18T1200")]
    [InlineData("2026-03-18T24:00:00Z")]
    [InlineData("2026-03-18T12:60:00Z")]
    [InlineData("2026-03-18T12:00:60Z")]
    [InlineData("2026-03-18t12:00:00Z")]
    [InlineData("2026-03-18T12:00:00z")]
    [InlineData("2026-03-18T12:00:00.Z")]
    [InlineData("2026-03-18T12:00:00,5Z")]
    [InlineData("2026-03-18T12:00.5Z")]
    [InlineData("2026-03-18T12:00:00+1")]
    [InlineData("2026-03-18T12:00:00+01")]
    [InlineData("2026-03-18T12:00:00+01:0")]
    [InlineData("2026-03-18T12:00:00+24:00")]
    [InlineData("2026-03-18T12:00:00+01:60")]
    [InlineData("2026-03-18T12:00:00 Z")]
    [InlineData("2026-03-18T12:00:00ZZ")]
    [InlineData("2026-03-18Z")]
    [InlineData("2026-03-18+01:00")]
    [InlineData(" 2026-03-18")]
    [InlineData("2026-03-18 ")]
    [InlineData("2026/03/18")]
    [InlineData("２026-03-18")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("tomorrow")]
    public void TryParse_AnythingElse_IsNotATime(string text) => Assert.False(IsoTime.TryParse(text, out _));

    [Fact]
    public void TryParse_Null_IsNotATime() => Assert.False(IsoTime.TryParse(null, out _));
}
