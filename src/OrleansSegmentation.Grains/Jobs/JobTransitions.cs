using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>The legal changes of a job's status. There is no other place that knows them.</summary>
internal static class JobTransitions
{
    /// <summary>Tells whether a job may go from one status to another. Null: from not existing.</summary>
    public static bool IsLegal(SegmentJobStatus? from, SegmentJobStatus to) => (from, to) switch
    {
        (null, SegmentJobStatus.New) => true,
        (SegmentJobStatus.New, SegmentJobStatus.Queued) => true,
        (SegmentJobStatus.New or SegmentJobStatus.Queued, SegmentJobStatus.Processing) => true,
        (SegmentJobStatus.New or SegmentJobStatus.Queued or SegmentJobStatus.Processing, SegmentJobStatus.Cancelling) => true,
        (SegmentJobStatus.New or SegmentJobStatus.Queued or SegmentJobStatus.Processing, SegmentJobStatus.Failed) => true,
        (SegmentJobStatus.Processing, SegmentJobStatus.Succeeded) => true,
        (SegmentJobStatus.Cancelling, SegmentJobStatus.Cancelled) => true,
        _ => false,
    };

    /// <summary>Tells whether nothing but the deletion of the record can follow.</summary>
    public static bool IsFinal(SegmentJobStatus status) =>
        status is SegmentJobStatus.Succeeded or SegmentJobStatus.Failed or SegmentJobStatus.Cancelled;

    /// <summary>Tells whether the job waits for its turn.</summary>
    public static bool IsWaiting(SegmentJobStatus status) => status is SegmentJobStatus.New or SegmentJobStatus.Queued;

    /// <summary>Refuses an illegal change.</summary>
    /// <exception cref="InvalidOperationException">The change is not legal.</exception>
    public static void Require(Guid jobId, SegmentJobStatus? from, SegmentJobStatus to)
    {
        if (!IsLegal(from, to))
            throw new InvalidOperationException($"A segment job cannot go from {from?.ToString() ?? "nothing"} to {to}: {jobId}.");
    }
}
