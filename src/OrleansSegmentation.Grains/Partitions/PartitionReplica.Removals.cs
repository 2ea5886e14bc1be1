using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Removals;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Deletion: planned at one data version, applied as the next one.</content>
internal sealed partial class PartitionReplica
{
    private readonly Dictionary<RemoveItem, IReadOnlyList<RemovalPlan>> _plans = new(ReferenceEqualityComparer.Instance); // of the entry being applied

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

    private async Task PrepareRemovalsAsync(IReadOnlyList<LogItem> items)
    {
        _plans.Clear();
        foreach (var removal in items.OfType<RemoveItem>()) _plans[removal] = await RemovalSuppliers.ReadPlansAsync(Log.Files, removal, _partition);
    }

    private bool Apply(RemoveItem removal, long epoch)
    {
        foreach (var plan in _plans[removal])
        {
            var removed = _profiles.ApplyRemoval(RemovalSuppliers.Of(removal.Source), plan, epoch);
            foreach (var number in removed.Clusters) _memberships.Delete(IdentityGraphs.Pdg, number, epoch);
            foreach (var number in removed.Primaries) _memberships.Delete(IdentityGraphs.None, number, epoch);
            CheckpointPolicy.Count(plan.Clusters.Count * 1024L); // about what is written anew of each
        }

        return true;
    }
}
