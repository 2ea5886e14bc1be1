namespace OrleansSegmentation.Grains.Scheduling;

/// <summary>CPU work that can be interrupted: it runs in slices, so that many jobs share few threads fairly.</summary>
internal interface ISlicedWork
{
    /// <summary>Goes on for about <paramref name="budget"/>, then returns. Never called by two threads at once; may be called by another thread each time.</summary>
    /// <returns>True when the work is done.</returns>
    bool Advance(TimeSpan budget);
}
