using System.Collections.Immutable;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Removals;

/// <summary>The system jobs of a sandbox and the last deletions of profiles. Immutable; changed by log items only.</summary>
internal sealed record RemovalBook
{
    /// <summary>How long the request id of a deletion is remembered.</summary>
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromMinutes(10);

    public static RemovalBook Empty { get; } = new();

    /// <summary>Gets the jobs, oldest first.</summary>
    public ImmutableList<SystemJobRecord> Jobs { get; init; } = [];

    /// <summary>Gets the request ids of the last deletions of profiles.</summary>
    public RecentEntries<Guid, bool> Requests { get; init; } = new(RequestLifetime);

    /// <summary>Gets the job whose turn it is, or null.</summary>
    public SystemJobRecord? NextActive => Jobs.Find(static job => job.IsActive);

    /// <summary>Gets the jobs that are shown, newest first.</summary>
    public IEnumerable<SystemJobRecord> Shown => Jobs.Reverse().Where(static job => !job.IsForgotten);

    /// <summary>Finds a job that is shown.</summary>
    public SystemJobRecord? Find(Guid id) => Jobs.Find(job => job.Id == id && !job.IsForgotten);

    /// <summary>Returns the book after an item; items of other concerns change nothing.</summary>
    /// <param name="item">The item.</param>
    /// <param name="stamp">Where it stands.</param>
    /// <param name="partitionCount">How many partitions the sandbox has.</param>
    public RemovalBook Apply(LogItem item, EntryStamp stamp, int partitionCount) => item switch
    {
        SystemJobItem job => this with
        {
            Jobs = Jobs.Add(new SystemJobRecord(job, stamp.Epoch, stamp.TimeMs)
            {
                Cursors = [.. Enumerable.Repeat(0, partitionCount)],
                UpdatedAtMs = stamp.TimeMs,
            }),
        },
        RemoveItem { Source.EntityNumber: not null } remove => this with { Requests = Requests.Add(remove.RemovalId, true, stamp.TimeMs) },
        RemoveItem remove => Change(remove.RemovalId, job => Advance(job, remove, stamp)),
        SystemJobEndItem end => Change(end.JobId, job => job with
        {
            Status = end.Error is null ? SystemJobStatus.Completed : SystemJobStatus.Error,
            Error = end.Error,
            UpdatedAtMs = stamp.TimeMs,
        }),
        SystemJobForgetItem forget => Change(forget.JobId, static job => job with { IsForgotten = true }),
        _ => this,
    };

    /// <summary>Returns everything the book knows.</summary>
    public RemovalBookSnapshot ToSnapshot() => new([.. Jobs], [.. Requests.OldestFirst]);

    /// <summary>Returns the book that a snapshot was made of.</summary>
    public static RemovalBook Restore(RemovalBookSnapshot snapshot) => new()
    {
        Jobs = [.. snapshot.Jobs],
        Requests = RecentEntries<Guid, bool>.Restore(RequestLifetime, snapshot.Requests),
    };

    private static SystemJobRecord Advance(SystemJobRecord job, RemoveItem remove, EntryStamp stamp)
    {
        var cursors = job.Cursors.ToBuilder();
        foreach (var page in remove.Pages) cursors[page.Partition] = page.NextCursor;
        return job with
        {
            Status = SystemJobStatus.Processing,
            Cursors = cursors.ToImmutable(),
            RecordsProcessed = job.RecordsProcessed + remove.Pages.Sum(static page => page.RecordCount),
            UpdatedAtMs = stamp.TimeMs,
        };
    }

    // A forgotten job is kept until it has deleted everything.
    private RemovalBook Change(Guid id, Func<SystemJobRecord, SystemJobRecord> change)
    {
        var index = Jobs.FindIndex(job => job.Id == id);
        if (index < 0) throw new InvalidOperationException($"There is no system job {id}.");
        var changed = change(Jobs[index]);
        return this with { Jobs = changed is { IsForgotten: true, IsActive: false } ? Jobs.RemoveAt(index) : Jobs.SetItem(index, changed) };
    }
}

/// <summary>A <see cref="RemovalBook"/> as it is stored.</summary>
internal sealed record RemovalBookSnapshot(IReadOnlyList<SystemJobRecord> Jobs, IReadOnlyList<RecentEntry<Guid, bool>> Requests);
