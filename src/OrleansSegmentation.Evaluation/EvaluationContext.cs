using OrleansSegmentation.Evaluation.Functions.Text;
using OrleansSegmentation.Evaluation.Reference;
using OrleansSegmentation.Evaluation.Time;

namespace OrleansSegmentation.Evaluation;

/// <summary>Everything an evaluation may depend on besides the expression and the profile.</summary>
/// <remarks>Cheap to make and <b>not</b> thread-safe: each thread has its own; they may share <see cref="Patterns"/> and <see cref="Records"/>.</remarks>
/// <param name="nowMs">The evaluation instant in ms since 1970-01-01T00:00:00Z; clamped to the years 1 to 9999.</param>
public sealed class EvaluationContext(long nowMs)
{
    private const long StepsBetweenPolls = 8192;

    private long _steps;
    private long _nextPoll = StepsBetweenPolls;

    /// <summary>Gets the evaluation instant in ms since 1970-01-01T00:00:00Z.</summary>
    public long NowMs { get; } = Math.Clamp(nowMs, TimeValue.MinMs, TimeValue.MaxMs);

    /// <summary>Gets or sets how to look up another segment's result for the current profile.</summary>
    /// <value>Null (the default) to read the profile's <c>segmentMembership</c>.</value>
    public Func<string, bool>? IsInSegment { get; set; }

    /// <summary>Gets how many enumeration steps one profile may take before <see cref="EvaluationLimitException"/>.</summary>
    /// <value>Default: 100,000,000.</value>
    public long MaxStepsPerProfile { get; init; } = 100_000_000;

    /// <summary>Gets what stops an evaluation; long enumerations look at it every few thousand steps.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Gets the compiled regular expressions; one cache serves all threads of a job.</summary>
    public PatternCache Patterns { get; init; } = new();

    /// <summary>Gets the records of other schemas, or null when there are none.</summary>
    public ISchemaRecords? Records { get; init; }

    /// <summary>Gets what is computed once per context instead of once per profile.</summary>
    internal ConstantCache Constants { get; } = new(Math.Clamp(nowMs, TimeValue.MinMs, TimeValue.MaxMs));

    /// <summary>Starts counting steps anew.</summary>
    internal void StartProfile()
    {
        _steps = 0;
        _nextPoll = StepsBetweenPolls;
    }

    /// <summary>Counts one step of an enumeration.</summary>
    /// <exception cref="EvaluationLimitException">There were too many.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    internal void CountStep()
    {
        if (++_steps >= _nextPoll || _steps > MaxStepsPerProfile) Poll();
    }

    private void Poll()
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (_steps > MaxStepsPerProfile) throw new EvaluationLimitException(MaxStepsPerProfile);
        _nextPoll = _steps + StepsBetweenPolls;
    }
}
