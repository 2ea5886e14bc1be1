using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;

namespace OrleansSegmentation.Grains.Runs;

/// <summary>Adds up the finished results of all partitions, and checks them.</summary>
internal static class RunTotals
{
    /// <summary>Sums results.</summary>
    /// <param name="request">Fixes which policies and segments there are, and their order.</param>
    /// <param name="results">One per partition.</param>
    /// <param name="retried">How many partitions had to be asked again.</param>
    /// <param name="startedAtMs">When the first partition was asked.</param>
    /// <param name="endedAtMs">When the last one answered.</param>
    /// <exception cref="RunInconsistentException">The counts contradict each other.</exception>
    public static RunResult Sum(
        JobRequest request, IReadOnlyCollection<PartitionResult> results, int retried, long startedAtMs, long endedAtMs)
    {
        var policies = results.ToDictionary(static result => result.Partition, static result => result.Policies.ToDictionary(static policy => policy.MergePolicyId));
        var segments = results.ToDictionary(static result => result.Partition, static result => result.Segments.ToDictionary(static segment => segment.SegmentId));
        var policyTotals = request.Policies.Select(policy => Sum(policy.Id, policies)).ToList();
        var segmentTotals = request.Segments.Select(segment => Sum(segment.SegmentId, segments)).ToList();
        foreach (var total in segmentTotals) Check(total);
        return new RunResult(
            policyTotals, segmentTotals, new PartitionCounts(results.Count, results.Count, 0, retried), startedAtMs, Math.Max(startedAtMs, endedAtMs));
    }

    private static PolicyResult Sum(Guid policyId, Dictionary<int, Dictionary<Guid, PolicyResult>> results)
    {
        var total = new PolicyResult(policyId, 0, 0);
        foreach (var (partition, policies) in results)
        {
            if (!policies.TryGetValue(policyId, out var part))
                throw new RunInconsistentException($"Partition {partition} has no result for merge policy {policyId}.");
            total = total with
            {
                Profiles = total.Profiles + part.Profiles,
                ExcludedTooManyIdentities = total.ExcludedTooManyIdentities + part.ExcludedTooManyIdentities,
            };
        }

        return total;
    }

    private static SegmentResult Sum(Guid segmentId, Dictionary<int, Dictionary<Guid, SegmentResult>> results)
    {
        var namespaces = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var total = new SegmentResult(segmentId, 0, 0, 0, 0, 0, namespaces, 0, 0, 0);
        foreach (var (partition, segments) in results)
        {
            if (!segments.TryGetValue(segmentId, out var part))
                throw new RunInconsistentException($"Partition {partition} has no result for segment {segmentId}.");
            foreach (var (name, members) in part.Namespaces) namespaces[name] = namespaces.GetValueOrDefault(name) + members;
            total = total with
            {
                Realized = total.Realized + part.Realized,
                Exited = total.Exited + part.Exited,
                Entered = total.Entered + part.Entered,
                Left = total.Left + part.Left,
                Carried = total.Carried + part.Carried,
                EvaluationMicroseconds = total.EvaluationMicroseconds + part.EvaluationMicroseconds,
                Absorbed = total.Absorbed + part.Absorbed,
                Deleted = total.Deleted + part.Deleted,
            };
        }

        return total with { Namespaces = new Dictionary<string, long>(namespaces) };
    }

    private static void Check(SegmentResult total)
    {
        if (total.Carried + total.Entered - total.Left != total.Realized)
        {
            throw new RunInconsistentException(
                $"Segment {total.SegmentId}: {total.Carried} carried + {total.Entered} entered - {total.Left} left is not {total.Realized} realized.");
        }

        if (total.Namespaces.Values.Any(members => members > total.Realized))
            throw new RunInconsistentException($"Segment {total.SegmentId}: a namespace has more than its {total.Realized} members.");
    }
}

/// <summary>The results of the partitions contradict each other: an error of this service, never published.</summary>
internal sealed class RunInconsistentException(string message) : Exception(message);
