using System.Net.Http.Headers;

namespace OrleansSegmentation.Cli.Import.Sending;

/// <summary>How long to wait before the same request is sent again.</summary>
internal sealed class RetryDelays(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Returns the time to wait: what the server asked for, else twice as long each time.</summary>
    /// <param name="attempt">Failed attempts before this one.</param>
    /// <param name="retryAfter">What the server asked for; null: nothing.</param>
    public TimeSpan Next(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        var asked = retryAfter?.Delta ?? (retryAfter?.Date is { } date ? date - clock.GetUtcNow() : TimeSpan.Zero);
        if (asked > TimeSpan.Zero) return asked;
        var delay = First * Math.Pow(2, Math.Min(attempt, 10));
        if (delay > Longest) delay = Longest;
        return delay * (0.5 + Random.Shared.NextDouble() / 2); // several senders must not come back all at once
    }
}
