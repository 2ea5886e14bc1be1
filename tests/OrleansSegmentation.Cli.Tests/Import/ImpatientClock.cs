namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>A clock on which delays end at once and are noted; other timers are those of the system.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2); // longer ones are limits, not delays

    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _delays = [];
    private TimeSpan _skipped;

    /// <summary>Gets the delays so far.</summary>
    public IReadOnlyList<TimeSpan> Delays
    {
        get
        {
            lock (_gate) return [.. _delays];
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate) return System.GetTimestamp() + (long)(_skipped.TotalSeconds * TimestampFrequency);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime <= TimeSpan.Zero || dueTime > LongestDelay) return System.CreateTimer(callback, state, dueTime, period);
        lock (_gate)
        {
            _delays.Add(dueTime);
            _skipped += dueTime;
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
