using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Jobs;

/// <content>The book as part of a snapshot of its sandbox, and back.</content>
internal sealed partial record JobBook
{
    /// <summary>Returns everything the book knows. What jobs share in memory, they share in the snapshot.</summary>
    public JobBookSnapshot ToSnapshot()
    {
        var segments = new Numbering<JobSegment>();
        var lists = new Numbering<IReadOnlyList<JobSegment>>();
        var jobs = Jobs.Values.OrderBy(static job => job.Order).Select(job => ToSnapshot(job, lists.NumberOf(job.Accepted.Segments))).ToList();
        var last = Snapshots.Values.OrderBy(static segment => segment.SegmentId).Select(segments.NumberOf).ToList();
        return new JobBookSnapshot(
            jobs, [.. lists.Items.Select(list => (IReadOnlyList<int>)[.. list.Select(segments.NumberOf)])], segments.Items, last,
            [.. Keys.OldestFirst], [.. DeleteRequests.OldestFirst],
            [.. LastPublications.OrderBy(static publication => publication.Key).Select(static publication => new PublicationSnapshot(publication.Key, publication.Value))]);
    }

    /// <summary>Returns the book that a snapshot was made of.</summary>
    public static JobBook Restore(JobBookSnapshot snapshot)
    {
        var lists = snapshot.SegmentLists.Select(list => (IReadOnlyList<JobSegment>)[.. list.Select(number => snapshot.Segments[number])]).ToList();
        var jobs = snapshot.Jobs.Select(job => Restore(job, lists[job.SegmentList])).ToList();
        return new JobBook
        {
            Jobs = jobs.ToImmutableDictionary(static job => job.Id),
            Waiting = [.. jobs.Where(static job => JobTransitions.IsWaiting(job.Status)).Select(static job => job.Order)],
            Active = [.. jobs.Where(static job => !JobTransitions.IsWaiting(job.Status) && !job.IsFinal).Select(static job => job.Order)],
            Keys = RecentEntries<string, KeyUse>.Restore(KeyLifetime, snapshot.Keys),
            DeleteRequests = RecentEntries<Guid, Guid>.Restore(DeleteRequestLifetime, snapshot.DeleteRequests),
            UnfinishedOfCallers = jobs.Where(static job => !job.IsFinal).Sum(CallerWeight),
            LastPublications = snapshot.LastPublications.ToImmutableDictionary(static publication => publication.SegmentId, static publication => publication.Publication),
            Snapshots = snapshot.LastSegments.Select(number => snapshot.Segments[number]).ToImmutableDictionary(static segment => segment.SegmentId),
            LastSegments = jobs.Count == 0 ? [] : jobs[^1].Accepted.Segments,
        };
    }

    private static JobRecordSnapshot ToSnapshot(JobRecord job, int segmentList)
    {
        var areAllRequested = job.Accepted.RequestedSegmentIds.SequenceEqual(job.Accepted.Segments.Select(static segment => segment.SegmentId)); // nearly always
        var accepted = job.Accepted with { Segments = [], RequestedSegmentIds = areAllRequested ? [] : job.Accepted.RequestedSegmentIds };
        return new JobRecordSnapshot(
            accepted, segmentList, areAllRequested, job.Status, job.CreationTimeMs, job.UpdatedAtMs, [.. job.Timeline], job.StartEpoch, job.StartedAtMs,
            job.BeganAtMs, job.CancelledAtMs, job.EndedAtMs, job.Run, job.AttachesWithoutProgress, job.Progress, job.Result, job.Error);
    }

    private static JobRecord Restore(JobRecordSnapshot job, IReadOnlyList<JobSegment> segments) => new()
    {
        Accepted = job.Accepted with
        {
            Segments = segments,
            RequestedSegmentIds = job.AreAllRequested ? [.. segments.Select(static segment => segment.SegmentId)] : job.Accepted.RequestedSegmentIds,
        },
        Status = job.Status,
        CreationTimeMs = job.CreationTimeMs,
        UpdatedAtMs = job.UpdatedAtMs,
        Timeline = [.. job.Timeline],
        StartEpoch = job.StartEpoch,
        StartedAtMs = job.StartedAtMs,
        BeganAtMs = job.BeganAtMs,
        CancelledAtMs = job.CancelledAtMs,
        EndedAtMs = job.EndedAtMs,
        Run = job.Run,
        AttachesWithoutProgress = job.AttachesWithoutProgress,
        Progress = job.Progress,
        Result = job.Result,
        Error = job.Error,
    };

    /// <summary>Numbers objects by identity, in order of first use.</summary>
    private sealed class Numbering<T>
        where T : class
    {
        private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
        private readonly List<T> _items = [];

        public IReadOnlyList<T> Items => _items;

        public int NumberOf(T item)
        {
            if (_numbers.TryGetValue(item, out var number)) return number;
            _numbers.Add(item, _items.Count);
            _items.Add(item);
            return _items.Count - 1;
        }
    }
}

/// <summary>The jobs of a sandbox.</summary>
/// <param name="Jobs">All, oldest first.</param>
/// <param name="SegmentLists">The lists of segments that jobs have, as numbers of <paramref name="Segments"/>.</param>
/// <param name="Segments">Each snapshot of a definition once.</param>
/// <param name="LastSegments">The newest snapshot of each segment.</param>
/// <param name="Keys">The idempotency keys, oldest first.</param>
/// <param name="DeleteRequests">The request ids of deletions, oldest first.</param>
/// <param name="LastPublications">The last publication of each segment.</param>
internal sealed record JobBookSnapshot(
    IReadOnlyList<JobRecordSnapshot> Jobs, IReadOnlyList<IReadOnlyList<int>> SegmentLists, IReadOnlyList<JobSegment> Segments, IReadOnlyList<int> LastSegments,
    IReadOnlyList<RecentEntry<string, KeyUse>> Keys, IReadOnlyList<RecentEntry<Guid, Guid>> DeleteRequests, IReadOnlyList<PublicationSnapshot> LastPublications);

/// <summary>One job; its segments are in a list of the book, and so are the requested ones if all are.</summary>
internal sealed record JobRecordSnapshot(
    AcceptItem Accepted, int SegmentList, bool AreAllRequested, SegmentJobStatus Status, long CreationTimeMs, long UpdatedAtMs, IReadOnlyList<TimelineEvent> Timeline,
    long? StartEpoch, long? StartedAtMs, long? BeganAtMs, long? CancelledAtMs, long? EndedAtMs, int Run, int AttachesWithoutProgress, RunCounts? Progress,
    RunResult? Result, JobError? Error);

/// <summary>The last publication of a segment.</summary>
internal sealed record PublicationSnapshot(Guid SegmentId, SegmentPublication Publication);
