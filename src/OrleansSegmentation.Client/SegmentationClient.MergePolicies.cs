using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.MergePolicies;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Creates a merge policy.</summary>
    /// <exception cref="SegmentationException"><c>SEG-MRG002-400</c> a field is missing or invalid, <c>SEG-MRG004-400</c> the sandbox is full.</exception>
    public async Task<MergePolicyDocument> CreateMergePolicyAsync(
        MergePolicyDraft draft, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxMergePoliciesGrain, ServiceResult<MergePolicyDocument>>(
            (grain, token) => grain.CreateAsync(draft, token), cancellationToken));

    /// <summary>Replaces a merge policy as a whole; running jobs keep their snapshot.</summary>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>; <c>SEG-MRG002-400</c> a field is missing or invalid.</exception>
    public async Task<MergePolicyDocument> ReplaceMergePolicyAsync(
        Guid id, MergePolicyDraft draft, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxMergePoliciesGrain, ServiceResult<MergePolicyDocument>>(
            (grain, token) => grain.ReplaceAsync(id, draft, token), cancellationToken));

    /// <summary>Changes parts of a merge policy, all or nothing; running jobs keep their snapshot.</summary>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>; <c>SEG-MRG002-400</c> the policy would be invalid.</exception>
    public async Task<MergePolicyDocument> PatchMergePolicyAsync(
        Guid id, MergePolicyPatch patch, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxMergePoliciesGrain, ServiceResult<MergePolicyDocument>>(
            (grain, token) => grain.PatchAsync(id, patch, token), cancellationToken));

    /// <summary>Deletes a merge policy; running jobs keep their snapshot.</summary>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>; <c>SEG-MRG003-400</c> it is the default or a definition uses it.</exception>
    public async Task DeleteMergePolicyAsync(Guid id, CancellationToken cancellationToken = default) =>
        _ = GrainCall.Unwrap(await CallAsync<ISandboxMergePoliciesGrain, ServiceResult<Done>>(
            (grain, token) => grain.DeleteAsync(id, token), cancellationToken));

    /// <summary>Reads one merge policy.</summary>
    /// <exception cref="SegmentationException"><c>SEG-MRG001-404</c>.</exception>
    public async Task<MergePolicyDocument> GetMergePolicyAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await GetMergePoliciesAsync([id], cancellationToken))[0] ?? throw UnknownResource.MergePolicy(id.ToString("D"));

    /// <summary>Reads several merge policies at once.</summary>
    /// <returns>In the order of the ids; null where there is no such policy.</returns>
    public Task<IReadOnlyList<MergePolicyDocument?>> GetMergePoliciesAsync(
        IReadOnlyList<Guid> ids, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxMergePoliciesGrain, IReadOnlyList<MergePolicyDocument?>>(
            (grain, token) => grain.GetManyAsync(ids, token), cancellationToken);

    /// <summary>Reads one page of merge policies, ordered by name.</summary>
    public Task<MergePolicyPage> GetMergePolicyPageAsync(
        MergePolicyListQuery query, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxMergePoliciesGrain, MergePolicyPage>(
            (grain, token) => grain.ListAsync(query, token), cancellationToken);
}
