using OrleansSegmentation.Pql;

namespace OrleansSegmentation.Evaluation.Planning;

/// <summary>One segment of a job.</summary>
/// <param name="SegmentId">Its id, distinct within the job; what <c>inSegment</c> names.</param>
/// <param name="MergePolicyId">The merge policy whose view of the profiles it is evaluated on.</param>
/// <param name="Query">The checked expression.</param>
public sealed record PlannedSegment(string SegmentId, string MergePolicyId, PqlQuery Query);
