using System.Diagnostics;

namespace OrleansSegmentation.Grains.Scheduling;

/// <summary>Work written as an iterator: it yields after each small step, and the slice ends at the first yield after its budget.</summary>
internal abstract class SteppedWork : ISlicedWork
{
    private IEnumerator<WorkStep>? _steps;
    private long _sliceStart;
    private TimeSpan _sliceBudget;

    /// <summary>Gets what is left of the current slice; may be negative. Real time: a slice bounds the use of a thread, whatever clock the service has.</summary>
    protected TimeSpan Remaining => _sliceBudget - Stopwatch.GetElapsedTime(_sliceStart);

    /// <inheritdoc />
    public bool Advance(TimeSpan budget)
    {
        _sliceStart = Stopwatch.GetTimestamp();
        _sliceBudget = budget;
        _steps ??= Run().GetEnumerator();
        do
        {
            if (!_steps.MoveNext()) return true;
        }
        while (Remaining > TimeSpan.Zero);

        return false;
    }

    /// <summary>Does the work, yielding after each step of at most a few milliseconds.</summary>
    protected abstract IEnumerable<WorkStep> Run();
}

/// <summary>The end of one step of a <see cref="SteppedWork"/>.</summary>
internal readonly record struct WorkStep;
