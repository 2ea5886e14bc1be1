using System.Collections.Immutable;
using OrleansSegmentation.Contracts.MergePolicies;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <content>The catalog as part of a snapshot of its sandbox, and back.</content>
internal sealed partial record MergePolicyCatalog
{
    /// <summary>Returns everything the catalog knows.</summary>
    public IReadOnlyList<MergePolicyDocument> ToSnapshot() => [.. _policies.Values.OrderBy(static policy => policy.Id)];

    /// <summary>Returns the catalog that a snapshot was made of.</summary>
    public static MergePolicyCatalog Restore(IReadOnlyList<MergePolicyDocument> snapshot) =>
        new() { _policies = snapshot.ToImmutableDictionary(static policy => policy.Id) };
}
