using OrleansSegmentation.Grains.Explanations;
using OrleansSegmentation.Grains.MergePolicies;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>What explanations read.</content>
internal sealed partial class SandboxGrain : IExplanationSourceGrain
{
    public async Task<ExplanationSource> ReadAsync(Guid? segmentId, Guid? mergePolicyId, CancellationToken cancellationToken)
    {
        var state = await _pump.ReadAsync();
        var definition = segmentId is { } id ? state.Definitions.Find(id) : null;
        var policy = state.MergePolicies.Find(mergePolicyId ?? definition?.MergePolicyId ?? state.MergePolicies.DefaultId);
        return new ExplanationSource(definition, policy is null ? null : MergePolicyCatalog.SnapshotOf(policy), state.DataEpoch, state.ShardCount);
    }
}
