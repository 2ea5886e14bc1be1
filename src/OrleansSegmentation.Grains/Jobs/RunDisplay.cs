using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Running sums of one job as last reported, for display. Values only grow, whatever a new run reports.</summary>
/// <param name="Counts">The highest value seen of each count.</param>
/// <param name="ChangedAtMs">When a value last rose, ms since 1970.</param>
internal sealed record RunDisplay(RunCounts Counts, long ChangedAtMs)
{
    /// <summary>Returns the display after a report.</summary>
    public static RunDisplay After(RunDisplay? last, RunCounts? logged, RunCounts reported, long atMs)
    {
        var before = last?.Counts ?? logged;
        if (before is null) return new RunDisplay(reported, atMs);
        var merged = new RunCounts(
            new PartitionCounts(
                reported.Partitions.Total,
                Math.Max(before.Partitions.Completed, reported.Partitions.Completed),
                reported.Partitions.Running,
                Math.Max(before.Partitions.Retried, reported.Partitions.Retried)),
            Math.Max(before.ProfilesEvaluated, reported.ProfilesEvaluated),
            Highest(before.ProfilesByPolicy, reported.ProfilesByPolicy),
            Highest(before.MembersBySegment, reported.MembersBySegment),
            before.EvaluationStartedAtMs ?? reported.EvaluationStartedAtMs)
        {
            ByPartition = reported.ByPartition,
        };
        var isChanged = last is null || !SameSums(merged, before);
        return new RunDisplay(merged, isChanged ? Math.Max(atMs, last?.ChangedAtMs ?? 0) : last!.ChangedAtMs);
    }

    /// <summary>Tells whether two reports show the same sums.</summary>
    public static bool SameSums(RunCounts one, RunCounts other) =>
        one.Partitions.Completed == other.Partitions.Completed
        && one.ProfilesEvaluated == other.ProfilesEvaluated
        && Same(one.ProfilesByPolicy, other.ProfilesByPolicy)
        && Same(one.MembersBySegment, other.MembersBySegment);

    private static Dictionary<Guid, long> Highest(IReadOnlyDictionary<Guid, long> one, IReadOnlyDictionary<Guid, long> other)
    {
        var highest = new Dictionary<Guid, long>(one);
        foreach (var (id, value) in other) highest[id] = Math.Max(value, highest.GetValueOrDefault(id));
        return highest;
    }

    private static bool Same(IReadOnlyDictionary<Guid, long> one, IReadOnlyDictionary<Guid, long> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
