using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>What the sandbox decides by itself: who starts, who waits, what has ended. A function of the state and the log time.</summary>
internal static class JobDispatcher
{
    /// <summary>The most records that one entry forgets, so that an entry stays small.</summary>
    private const int ForgetLimit = 500;

    /// <summary>Returns the control items that are due now; each job in at most one of them.</summary>
    /// <param name="book">The jobs.</param>
    /// <param name="stamp">The entry the items will be in.</param>
    /// <param name="options">Limits and times.</param>
    public static IReadOnlyList<LogItem> Decide(JobBook book, EntryStamp stamp, SegmentJobOptions options)
    {
        var items = new List<LogItem>();
        var running = new List<JobRecord>();
        foreach (var job in book.ActiveJobs)
        {
            if (EndOf(job, stamp, options) is { } end) items.Add(end);
            // A slot is free, and a segment unlocked, only once the end is in the log.
            if (job.HoldsSlot) running.Add(job);
        }

        AddStarts(book, running, options, items);
        return items;
    }

    /// <summary>Returns the items that delete the records whose time is over.</summary>
    public static IReadOnlyList<LogItem> DecideForgetting(JobBook book, EntryStamp stamp, SegmentJobOptions options)
    {
        if (options.RetentionDays == 0) return [];
        var oldestKeptMs = stamp.TimeMs - (long)TimeSpan.FromDays(options.RetentionDays).TotalMilliseconds;
        return [.. book.Jobs.Values
            .Where(job => job.EndedAtMs < oldestKeptMs)
            .OrderBy(job => job.Order)
            .Take(ForgetLimit)
            .Select(job => new ForgetItem(job.Id, null))];
    }

    private static LogItem? EndOf(JobRecord job, EntryStamp stamp, SegmentJobOptions options)
    {
        if (job.Status == SegmentJobStatus.Cancelling)
        {
            var isOver = job.StartedAtMs is null || stamp.TimeMs - job.CancelledAtMs >= options.CancelGrace.TotalMilliseconds;
            return isOver ? new EndItem(job.Id) : null;
        }

        return stamp.TimeMs - job.StartedAtMs > options.MaxRunDuration.TotalMilliseconds
            ? new FailItem(job.Id, JobErrors.RunTooLong(options.MaxRunDuration), JobCauses.Timeout)
            : null;
    }

    // Strict first in, first out: the oldest waiting job blocks those behind it.
    private static void AddStarts(JobBook book, List<JobRecord> running, SegmentJobOptions options, List<LogItem> items)
    {
        var isBlocked = false;
        foreach (var order in book.Waiting)
        {
            var job = book.Jobs[order.Id];
            isBlocked = isBlocked || running.Count >= options.MaxConcurrentPerSandbox || running.Any(other => SharesSegment(job, other));
            if (!isBlocked)
            {
                items.Add(new StartItem(job.Id, job.Accepted.Policies, [.. job.Accepted.Segments.Select(segment => segment.SegmentId)]));
                running.Add(job);
            }
            else if (job.Status == SegmentJobStatus.New)
            {
                items.Add(new QueueItem(job.Id));
            }
        }
    }

    private static bool SharesSegment(JobRecord one, JobRecord other) =>
        one.Accepted.Segments.Select(segment => segment.SegmentId)
            .Intersect(other.Accepted.Segments.Select(segment => segment.SegmentId)).Any();
}
