using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.MergePolicies;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>What readers of profiles need.</content>
internal sealed partial class SandboxGrain : IProfileSourceGrain
{
    public async Task<ProfileSource> ReadAsync(Guid? segmentId, Guid? mergePolicyId, CancellationToken cancellationToken)
    {
        var state = await _pump.ReadAsync();
        var definition = segmentId is { } id ? state.Definitions.Find(id) : null;
        var policy = state.MergePolicies.Find(mergePolicyId ?? definition?.MergePolicyId ?? state.MergePolicies.DefaultId);
        return new ProfileSource(
            definition, policy is null ? null : MergePolicyCatalog.SnapshotOf(policy), state.DataEpoch, state.PartitionCount, state.ShardCount);
    }
}
