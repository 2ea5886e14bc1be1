using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Grains.Partitions;

/// <summary>Merge policies of contracts and the log as merging knows them.</summary>
internal static class PolicyConversion
{
    /// <summary>Converts the policy that a job pinned.</summary>
    public static MergePolicy ToMergePolicy(MergePolicySnapshot policy) =>
        new(policy.Id, policy.Version, ToAttributeMerge(policy.AttributeMerge), policy.DatasetOrder) { Graph = IdentityGraphs.Parse(policy.IdentityGraph) };

    /// <summary>Converts a stored policy.</summary>
    public static MergePolicySnapshot ToSnapshot(MergePolicyDocument policy) => new(
        policy.Id, policy.Version, policy.IdentityGraph.Type, policy.AttributeMerge.Type, policy.AttributeMerge.Order ?? []);

    private static AttributeMerge ToAttributeMerge(string type) => type switch
    {
        "timestampOrdered" => AttributeMerge.TimestampOrdered,
        "dataSetPrecedence" => AttributeMerge.DatasetPrecedence,
        _ => throw new ArgumentException($"Attribute merge '{type}' is not known; timestampOrdered and dataSetPrecedence are.", nameof(type)),
    };
}
