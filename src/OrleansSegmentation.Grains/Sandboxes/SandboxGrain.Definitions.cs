using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Grains.MergePolicies;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Definitions and merge policies.</content>
internal sealed partial class SandboxGrain : ISandboxDefinitionsGrain, ISandboxMergePoliciesGrain
{
    public Task<ServiceResult<DefinitionSaved>> CreateAsync(DefinitionDraft draft, CancellationToken cancellationToken) =>
        _definitions.CreateAsync(draft);

    public Task<ServiceResult<DefinitionSaved>> PatchAsync(Guid id, DefinitionDraft draft, CancellationToken cancellationToken) =>
        _definitions.PatchAsync(id, draft);

    public Task<ServiceResult<Done>> DeleteAsync(Guid id, CancellationToken cancellationToken) => _definitions.DeleteAsync(id);

    Task<IReadOnlyList<SegmentDefinitionDocument?>> ISandboxDefinitionsGrain.GetManyAsync(
        IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => _definitions.GetManyAsync(ids);

    public Task<DefinitionPage> ListAsync(DefinitionListQuery query, CancellationToken cancellationToken) => _definitions.ListAsync(query);

    public Task<ServiceResult<MergePolicyDocument>> CreateAsync(MergePolicyDraft draft, CancellationToken cancellationToken) =>
        _pump.RunAsync(_policies.Create(Guid.NewGuid(), draft));

    public Task<ServiceResult<MergePolicyDocument>> ReplaceAsync(Guid id, MergePolicyDraft draft, CancellationToken cancellationToken) =>
        _pump.RunAsync(MergePolicyDecisions.Replace(id, draft));

    public Task<ServiceResult<MergePolicyDocument>> PatchAsync(Guid id, MergePolicyPatch patch, CancellationToken cancellationToken) =>
        _pump.RunAsync(MergePolicyDecisions.Patch(id, patch));

    Task<ServiceResult<Done>> ISandboxMergePoliciesGrain.DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        _pump.RunAsync(MergePolicyDecisions.Delete(id));

    async Task<IReadOnlyList<MergePolicyDocument?>> ISandboxMergePoliciesGrain.GetManyAsync(
        IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var policies = (await _pump.ReadAsync()).MergePolicies;
        return [.. ids.Select(policies.Find)];
    }

    public async Task<MergePolicyPage> ListAsync(MergePolicyListQuery query, CancellationToken cancellationToken) =>
        MergePolicyDecisions.List((await _pump.ReadAsync()).MergePolicies, query);
}
