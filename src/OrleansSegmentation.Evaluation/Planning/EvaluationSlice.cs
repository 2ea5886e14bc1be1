using System.Diagnostics;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>The end of the current slice of an evaluation.</summary>
internal sealed class EvaluationSlice
{
    private long _end;

    public void Start(TimeSpan budget) => _end = Stopwatch.GetTimestamp() + (long)(budget.TotalSeconds * Stopwatch.Frequency);

    public bool IsOver() => Stopwatch.GetTimestamp() >= _end;
}
