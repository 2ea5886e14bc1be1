using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Rest.Errors;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Counts the requests of each organisation in windows of one minute.</summary>
internal sealed class RequestRateLimiter(IOptions<HttpOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan WindowLength = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly int _limit = options.Value.RequestsPerMinute;

    /// <summary>Counts one request.</summary>
    /// <exception cref="Client.SegmentationException"><c>SEG-GEN011-429</c>, with the time to the end of the window.</exception>
    public void Admit(string organizationId)
    {
        if (_limit == 0)
        {
            return;
        }

        var now = clock.GetTimestamp();
        var window = _windows.AddOrUpdate(
            organizationId,
            static (_, at) => new Window(at, 1),
            (_, current, at) => clock.GetElapsedTime(current.StartedAt, at) >= WindowLength
                ? new Window(at, 1)
                : current with { Requests = current.Requests + 1 },
            now);
        if (window.Requests > _limit)
        {
            var rest = WindowLength - clock.GetElapsedTime(window.StartedAt, now);
            throw WireFaults.TooManyRequests(_limit, Math.Max(1, (int)Math.Ceiling(rest.TotalSeconds)));
        }
    }

    private sealed record Window(long StartedAt, long Requests);
}
