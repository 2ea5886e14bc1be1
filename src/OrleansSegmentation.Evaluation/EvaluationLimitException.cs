namespace OrleansSegmentation.Evaluation;

/// <summary>An expression took more enumeration steps on one profile than allowed. Asking again cannot help.</summary>
public sealed class EvaluationLimitException(long maxSteps)
    : Exception($"The evaluation of one profile took more than the allowed number of steps: {maxSteps}.")
{
    /// <summary>Gets the segment whose evaluation it was, when segments are evaluated; otherwise null.</summary>
    public string? SegmentId { get; init; }

    /// <summary>Gets the limit that was passed.</summary>
    public long MaxSteps { get; } = maxSteps;
}
