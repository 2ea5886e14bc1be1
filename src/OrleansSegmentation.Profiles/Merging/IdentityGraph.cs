namespace OrleansSegmentation.Profiles.Merging;

/// <summary>What makes records one profile.</summary>
public enum IdentityGraph
{
    /// <summary>All records whose identities are linked, directly or through others: a profile is a cluster.</summary>
    Pdg,

    /// <summary>All records with the same primary identity; a cluster is as many profiles as it has primary identities.</summary>
    None,
}
