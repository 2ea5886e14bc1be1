using System.Globalization;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>Whether the counts of a run can be true. A run whose counts contradict each other must not become visible.</summary>
/// <remarks>
/// The law of conservation is checked over two runs: what partitions found in their bitmaps (carried, absorbed, deleted) against what the log
/// says the run before found. Nothing but the law itself connects the two sides.
/// </remarks>
internal static class RunResultCheck
{
    /// <summary>Returns what is wrong, or null.</summary>
    /// <param name="accepted">Which segments and merge policies the result must be about.</param>
    /// <param name="result">The result.</param>
    /// <param name="previous">Which segments will be published, and the last publication of each; null when it has none.</param>
    public static string? FindProblem(Log.AcceptItem accepted, RunResult result, IReadOnlyDictionary<Guid, SegmentPublication?> previous)
    {
        if (!SameSet(accepted.Segments.Select(segment => segment.SegmentId), result.Segments.Select(segment => segment.SegmentId)))
            return "its segments are not those of the job.";
        if (!SameSet(accepted.Policies.Select(policy => policy.Id), result.Policies.Select(policy => policy.MergePolicyId)))
            return "its merge policies are not those of the job.";
        if (result.Policies.FirstOrDefault(policy => policy.Profiles < 0 || policy.ExcludedTooManyIdentities < 0) is { } negative)
            return $"merge policy {negative.MergePolicyId} has a negative count.";

        var profiles = result.Policies.ToDictionary(policy => policy.MergePolicyId, policy => policy.Profiles);
        var graphs = accepted.Policies.ToDictionary(policy => policy.Id, policy => policy.IdentityGraph);
        var policyOf = accepted.Segments.ToDictionary(segment => segment.SegmentId, segment => segment.Segment!.MergePolicyId);
        return result.Segments
            .Select(segment => FindProblem(segment, profiles[policyOf[segment.SegmentId]])
                ?? FindProblem(segment, graphs[policyOf[segment.SegmentId]], previous))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string? FindProblem(SegmentResult segment, string graph, IReadOnlyDictionary<Guid, SegmentPublication?> previous)
    {
        if (!previous.TryGetValue(segment.SegmentId, out var publication)) return null; // deleted meanwhile, and so is what the run before found
        var members = publication?.IdentityGraph == graph ? publication.Value.Realized : 0; // other numbers are other profiles
        return members - segment.Absorbed - segment.Deleted == segment.Carried
            ? null
            : Format($"segment {segment.SegmentId} had {members} members after the run before, lost {segment.Absorbed} absorbed and {segment.Deleted} deleted, but {segment.Carried} are carried.");
    }

    private static string? FindProblem(SegmentResult segment, long profiles)
    {
        if (new[] { segment.Realized, segment.Exited, segment.Entered, segment.Left, segment.Carried, segment.Absorbed, segment.Deleted }.Any(count => count < 0))
            return $"segment {segment.SegmentId} has a negative count.";
        if (segment.Carried + segment.Entered - segment.Left != segment.Realized)
            return Format($"segment {segment.SegmentId} has {segment.Carried} carried + {segment.Entered} entered - {segment.Left} left, but {segment.Realized} realized.");
        if (segment.Realized > profiles)
            return Format($"segment {segment.SegmentId} has {segment.Realized} realized of {profiles} profiles.");
        foreach (var (name, count) in segment.Namespaces)
        {
            if (count < 1 || count > segment.Realized)
                return Format($"segment {segment.SegmentId} has {count} members with namespace '{name}' of {segment.Realized} realized.");
        }

        return null;
    }

    private static bool SameSet(IEnumerable<Guid> expected, IEnumerable<Guid> actual)
    {
        var ids = actual.ToList();
        return ids.Count == ids.Distinct().Count() && ids.ToHashSet().SetEquals(expected);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
