using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>What is known about runners but not logged: heartbeats and running sums. Lost with the activation, without harm.</summary>
/// <param name="clock">Measures silence.</param>
internal sealed class RunWatch(TimeProvider clock)
{
    private readonly Dictionary<Guid, Watched> _jobs = [];

    /// <summary>A runner of the job was heard.</summary>
    public void Heard(Guid jobId) => Of(jobId).HeardAt = clock.GetTimestamp();

    /// <summary>A runner reported counts.</summary>
    public void Report(JobRecord job, RunCounts counts, long atMs)
    {
        Heard(job.Id);
        var watched = Of(job.Id);
        watched.Display = RunDisplay.After(watched.Display, job.Progress, counts, atMs);
    }

    /// <summary>Returns the newest counts of a job, or null.</summary>
    public RunDisplay? DisplayOf(Guid jobId) => _jobs.GetValueOrDefault(jobId)?.Display;

    /// <summary>Tells whether no runner of the job was heard for so long, or ever.</summary>
    public bool IsSilent(Guid jobId, TimeSpan limit) =>
        _jobs.GetValueOrDefault(jobId)?.HeardAt is not { } heard || clock.GetElapsedTime(heard) >= limit;

    /// <summary>Tells whether counts should be logged now: at most every <paramref name="interval"/>, and only when they rose.</summary>
    public bool ShouldLog(JobRecord job, TimeSpan interval)
    {
        var watched = _jobs.GetValueOrDefault(job.Id);
        if (watched?.Display is not { } display || job.BeganAtMs is null || job.Status != SegmentJobStatus.Processing) return false;
        if (job.Progress is { } logged && RunDisplay.SameSums(display.Counts, logged)) return false;
        // A job that was taken over must show at once that it gets on; a first run has time.
        var isOwed = job.Run > 1 && display.Counts.Partitions.Completed > (job.Progress?.Partitions.Completed ?? 0);
        if (!isOwed && watched.LoggedAt is { } loggedAt && clock.GetElapsedTime(loggedAt) < interval) return false;
        watched.LoggedAt ??= clock.GetTimestamp();
        return isOwed || clock.GetElapsedTime(watched.LoggedAt.Value) >= interval;
    }

    /// <summary>Counts were logged.</summary>
    public void Logged(Guid jobId) => Of(jobId).LoggedAt = clock.GetTimestamp();

    /// <summary>Forgets a finished job.</summary>
    public void Forget(Guid jobId) => _jobs.Remove(jobId);

    private Watched Of(Guid jobId)
    {
        if (!_jobs.TryGetValue(jobId, out var watched)) _jobs.Add(jobId, watched = new Watched());
        return watched;
    }

    private sealed class Watched
    {
        public long? HeardAt { get; set; }

        public long? LoggedAt { get; set; }

        public RunDisplay? Display { get; set; }
    }
}
