using System.Collections.Immutable;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>The merge policies of a sandbox, exactly one of them the default once there is any. Immutable; changed by log items only.</summary>
internal sealed partial record MergePolicyCatalog
{
    private ImmutableDictionary<Guid, MergePolicyDocument> _policies = ImmutableDictionary<Guid, MergePolicyDocument>.Empty;

    public static MergePolicyCatalog Empty { get; } = new();

    public int Count => _policies.Count;

    public IEnumerable<MergePolicyDocument> All => _policies.Values;

    /// <summary>Gets the policy of definitions that name none.</summary>
    /// <exception cref="InvalidOperationException">The sandbox was not created yet.</exception>
    public Guid DefaultId => _policies.Values.SingleOrDefault(policy => policy.Default)?.Id
        ?? throw new InvalidOperationException("The sandbox has no default merge policy: call EnsureAsync first.");

    public MergePolicyDocument? Find(Guid id) => _policies.GetValueOrDefault(id);

    /// <summary>Returns the catalog after an item.</summary>
    public MergePolicyCatalog Apply(LogItem item) => item switch
    {
        MergePolicyItem set => this with { _policies = _policies.SetItem(set.Policy.Id, set.Policy) },
        MergePolicyRemovedItem removed => this with { _policies = _policies.Remove(removed.PolicyId) },
        _ => this,
    };

    /// <summary>Returns what a job needs to merge by a policy.</summary>
    public static MergePolicySnapshot SnapshotOf(MergePolicyDocument policy) => new(
        policy.Id, policy.Version, policy.IdentityGraph.Type, policy.AttributeMerge.Type, policy.AttributeMerge.Order ?? []);
}
