using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Client;
using OrleansSegmentation.Rest.Hosting;

namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class RequestRateLimiterTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Admit_OverTheLimit_RefusesUntilTheMinuteIsOver()
    {
        var limiter = Limiter(2);
        limiter.Admit("a");
        _clock.Advance(TimeSpan.FromSeconds(20));
        limiter.Admit("a");
        var refused = Assert.Throws<SegmentationException>(() => limiter.Admit("a"));
        Assert.Equal(("SEG-GEN011-429", 40), (refused.Code, refused.Fault.RetryAfterSeconds));
        _clock.Advance(TimeSpan.FromSeconds(40));
        limiter.Admit("a");
    }

    [Fact]
    public void Admit_OtherOrganization_HasALimitOfItsOwn()
    {
        var limiter = Limiter(1);
        limiter.Admit("a");
        limiter.Admit("b");
        Assert.Throws<SegmentationException>(() => limiter.Admit("b"));
    }

    [Fact]
    public void Admit_WithoutLimit_NeverRefuses()
    {
        var limiter = Limiter(0);
        for (var i = 0; i < 1000; i++)
        {
            limiter.Admit("a");
        }
    }

    private RequestRateLimiter Limiter(int perMinute) => new(Options.Create(new HttpOptions { RequestsPerMinute = perMinute }), _clock);
}
