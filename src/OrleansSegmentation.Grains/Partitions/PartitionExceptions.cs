namespace OrleansSegmentation.Grains.Partitions;

/// <summary>An expression cannot be evaluated, however often it is tried.</summary>
[GenerateSerializer, Alias("segmentation.expression-failed")]
internal sealed class ExpressionFailedException(Guid segmentId, string problem) : Exception($"Segment {segmentId}: {problem}")
{
    /// <summary>Gets the segment.</summary>
    [Id(0)] public Guid SegmentId { get; } = segmentId;
}

/// <summary>The log says that the job does not run, or no longer: its runner must stop.</summary>
[GenerateSerializer, Alias("segmentation.job-not-running")]
internal sealed class JobNotRunningException(Guid jobId, long epoch) : Exception($"Job {jobId} does not run at epoch {epoch}.")
{
    /// <summary>Gets the job.</summary>
    [Id(0)] public Guid JobId { get; } = jobId;
}
