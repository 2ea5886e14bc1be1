using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Deletion: planned at one data version, applied as the next one.</content>
internal sealed partial class PartitionReplica
{
    private readonly Dictionary<RemoveItem, IReadOnlyList<RemovalPlan>> _plans = new(ReferenceEqualityComparer.Instance); // of the entry being applied
    private readonly HashSet<Guid> _systemJobs = []; // as far as seen; their pages are many, and one checkpoint after the last is enough
    private long _removedEpoch; // of the last removal from this partition
    private long _savedEpoch; // of the last checkpoint

    /// <summary>Finds out what a page of a removal changes, at exactly an epoch.</summary>
    public Task<PlannedPage> PlanRemovalAsync(
        RemovalSource source, int cursor, int maxClusters, int nextNumber, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(
            epoch,
            () => ComputeAsync(() =>
            {
                var plan = _profiles.PlanRemoval(RemovalSuppliers.Of(source), cursor, maxClusters, nextNumber);
                return new PlannedPage(plan.Clusters.Count == 0 ? default : plan.Encode(), plan.NextNumber, plan.NextCursor, plan.RecordCount);
            }),
            cancellationToken);

    /// <summary>Gets whether files still hold what was removed, and nothing more is about to be removed.</summary>
    public bool IsScrubOwed => _removedEpoch > _savedEpoch && _systemJobs.Count == 0;

    /// <summary>Starts a checkpoint without what was removed; while a job pins an older state, it follows when that job ends.</summary>
    public Task ScrubAsync(CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            if (!IsScrubOwed) return false;
            _checkpointPolicy.Demand();
            await SettleAsync();
            return true;
        },
        cancellationToken);

    private async Task PrepareRemovalsAsync(IReadOnlyList<LogItem> items)
    {
        _plans.Clear();
        foreach (var removal in items.OfType<RemoveItem>()) _plans[removal] = await RemovalSuppliers.ReadPlansAsync(Log.Files, removal, _partition);
    }

    private void FollowSystemJob(LogItem item)
    {
        if (item is SystemJobItem job) _systemJobs.Add(job.JobId);
        else if (item is SystemJobEndItem end) _systemJobs.Remove(end.JobId);
    }

    private bool Apply(RemoveItem removal, long epoch)
    {
        _removedEpoch = epoch;
        foreach (var plan in _plans[removal])
        {
            var removed = _profiles.ApplyRemoval(RemovalSuppliers.Of(removal.Source), plan, epoch);
            foreach (var number in removed.Clusters) _memberships.Delete(IdentityGraphs.Pdg, number, epoch);
            foreach (var number in removed.Primaries) _memberships.Delete(IdentityGraphs.None, number, epoch);
            _checkpointPolicy.Count(plan.Clusters.Count * 1024L); // about what is written anew of each
        }

        return true;
    }
}
