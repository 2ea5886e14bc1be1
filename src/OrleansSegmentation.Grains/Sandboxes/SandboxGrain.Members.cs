using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.MergePolicies;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Which results were published.</content>
internal sealed partial class SandboxGrain : IMemberSourceGrain
{
    public async Task<MemberSource?> FindMembersAsync(Guid segmentId, CancellationToken cancellationToken)
    {
        var state = await _pump.ReadAsync();
        if (state.Definitions.Find(segmentId) is not { } definition) return null;
        var policy = MergePolicyCatalog.SnapshotOf(state.MergePolicies.Find(definition.MergePolicyId)!);
        return state.Jobs.LastPublications.TryGetValue(segmentId, out var publication)
            ? new MemberSource(publication.JobId, publication.EvaluatedAtMs, policy, state.PartitionCount, state.Epoch)
            : new MemberSource(null, 0, policy, state.PartitionCount, state.Epoch);
    }
}
