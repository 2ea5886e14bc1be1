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

    /// <summary>Reads one page of merge policies, ordered by name.</summary>
    public Task<MergePolicyPage> GetMergePolicyPageAsync(
        MergePolicyListQuery query, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxMergePoliciesGrain, MergePolicyPage>(
            (grain, token) => grain.ListAsync(query, token), cancellationToken);
}
