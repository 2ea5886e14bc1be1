using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>How far a run is: the latest word of each partition. For display only. Used on one scheduler.</summary>
internal sealed class RunProgress(int partitionCount)
{
    private readonly PartitionProgress?[] _latest = new PartitionProgress?[partitionCount];
    private readonly bool[] _isAsked = new bool[partitionCount];
    private readonly bool[] _isRetried = new bool[partitionCount];
    private readonly PartitionResult?[] _results = new PartitionResult?[partitionCount];

    /// <summary>Gets or sets when the first partition was asked, ms since 1970.</summary>
    public long? StartedAtMs { get; set; }

    /// <summary>Gets the finished results.</summary>
    public IReadOnlyCollection<PartitionResult> Results => [.. _results.OfType<PartitionResult>()];

    /// <summary>Gets how many partitions were asked more than once.</summary>
    public int Retried => _isRetried.Count(static isRetried => isRetried);

    /// <summary>Notes that a partition is asked.</summary>
    public void Ask(int partition, bool isRetry)
    {
        _isAsked[partition] = true;
        if (isRetry) _isRetried[partition] = true;
    }

    /// <summary>Notes what a partition says; an older word than one already heard from the same attempt changes nothing.</summary>
    public void Report(int partition, PartitionProgress progress)
    {
        if (progress.Result is { } result) _results[partition] = result;

        // A new attempt starts from zero: what the last one showed stays until it is reached again.
        if (_latest[partition] is not { } latest || progress.ProfilesEvaluated >= latest.ProfilesEvaluated) _latest[partition] = progress;
    }

    /// <summary>Adds up for the heartbeat.</summary>
    public RunCounts ToCounts()
    {
        var completed = _results.Count(static result => result is not null);
        var byPolicy = new Dictionary<Guid, long>();
        var bySegment = new Dictionary<Guid, long>();
        foreach (var progress in _latest.OfType<PartitionProgress>())
        {
            foreach (var (policy, profiles) in progress.ProfilesByPolicy) byPolicy[policy] = byPolicy.GetValueOrDefault(policy) + profiles;
            foreach (var (segment, members) in progress.MembersBySegment) bySegment[segment] = bySegment.GetValueOrDefault(segment) + members;
        }

        var running = _isAsked.Count(static isAsked => isAsked) - completed;
        return new RunCounts(
            new PartitionCounts(partitionCount, completed, running, Retried),
            _latest.OfType<PartitionProgress>().Sum(static progress => progress.ProfilesEvaluated), byPolicy, bySegment, StartedAtMs)
        {
            ByPartition = [.. Enumerable.Range(0, partitionCount).Select(ToShare)],
        };
    }

    private PartitionShare ToShare(int partition) => new(
        partition,
        _results[partition] is not null ? "completed" : _isAsked[partition] ? "running" : "waiting",
        _latest[partition]?.ProfilesEvaluated ?? 0,
        _latest[partition]?.ProfilesTotal ?? 0);
}
