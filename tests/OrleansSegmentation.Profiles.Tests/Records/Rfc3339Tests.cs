using System.Globalization;
using System.Text;
using CsCheck;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Records;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-03-18T12:00:00Z", "2026-03-18T12:00:00.000Z")]
    [InlineData("2026-03-18t12:00:00z", "2026-03-18T12:00:00.000Z")]
    [InlineData("2026-03-18 12:00:00.5Z", "2026-03-18T12:00:00.500Z")]
    [InlineData("2026-03-18T12:00:00.123999Z", "2026-03-18T12:00:00.123Z")]
    [InlineData("2026-03-18T12:00:00+05:30", "2026-03-18T06:30:00.000Z")]
    [InlineData("2026-03-18T12:00:00-00:00", "2026-03-18T12:00:00.000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    public void Parse_AcceptedSpelling_GivesTheInstant(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var milliseconds));
        Assert.Equal(expected, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(""), InlineData("2026-03-18"), InlineData("2026-03-18T12:00:00"), InlineData("2026-03-18T12:00Z"), InlineData("2026-03-18T12:00:00+0530")]
    [InlineData("2026-03-18T12:00:00.Z"), InlineData("2026-03-18T24:00:00Z"), InlineData("2026-13-18T12:00:00Z"), InlineData("2025-02-29T12:00:00Z")]
    [InlineData("2026-03-18T12:00:61Z"), InlineData("2026-03-18T12:00:00ZZ"), InlineData("0000-03-18T12:00:00Z"), InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01"), InlineData("20260318T12:00:00Z00000"), InlineData("2026-03-18T12:00:00+24:00")]
    public void Parse_OtherSpelling_IsRefused(string text) => Assert.False(Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Parse_AnyInstantAndOffset_AgreesWithTheRuntime() =>
        Gen.Select(Gen.Long[-62_000_000_000_000, 253_000_000_000_000], Gen.Int[-14 * 60, 14 * 60]).Sample((milliseconds, offset) =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(TimeSpan.FromMinutes(offset));
            var text = time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
            return Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var parsed) && parsed == milliseconds;
        });
}
