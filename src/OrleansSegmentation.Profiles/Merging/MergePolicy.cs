namespace OrleansSegmentation.Profiles.Merging;

/// <summary>How the attributes of several fragments become one profile.</summary>
public enum AttributeMerge
{
    /// <summary>The newest fragment that has a value wins.</summary>
    TimestampOrdered,

    /// <summary>The first dataset of the order that has a value wins, within a dataset the newest fragment. Other datasets' attributes are ignored.</summary>
    DatasetPrecedence,
}

/// <summary>A merge policy at one version.</summary>
/// <param name="Id">The policy.</param>
/// <param name="Version">Changes with every change of the policy.</param>
/// <param name="AttributeMerge">Which fragment wins.</param>
/// <param name="DatasetOrder">Dataset ids, highest priority first; only looked at with <see cref="AttributeMerge.DatasetPrecedence"/>.</param>
public sealed record MergePolicy(Guid Id, int Version, AttributeMerge AttributeMerge, IReadOnlyList<string> DatasetOrder)
{
    /// <summary>A profile with more identities than this is in no view.</summary>
    public const int MaxIdentities = 50;

    /// <summary>Gets what makes records one profile. Default: <see cref="IdentityGraph.Pdg"/>.</summary>
    public IdentityGraph Graph { get; init; }

    /// <summary>Gets what its profiles depend on: a change of its name or version leaves them as they are.</summary>
    public MergeRules Rules => new(Graph, AttributeMerge, DatasetOrder);
}
