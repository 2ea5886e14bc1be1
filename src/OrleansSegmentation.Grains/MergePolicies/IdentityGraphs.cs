using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>The identity graphs as contracts, the log and files spell them.</summary>
internal static class IdentityGraphs
{
    public const string Pdg = "pdg";
    public const string None = "none";

    /// <summary>Returns what a spelling means.</summary>
    /// <exception cref="ArgumentException">It means nothing.</exception>
    public static IdentityGraph Parse(string text) => text switch
    {
        Pdg => IdentityGraph.Pdg,
        None => IdentityGraph.None,
        _ => throw new ArgumentException($"Identity graph '{text}' is not known; {Pdg} and {None} are.", nameof(text)),
    };
}
