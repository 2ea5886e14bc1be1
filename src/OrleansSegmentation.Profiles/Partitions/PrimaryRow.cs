using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>One profile by primary identity. The default value is one that is gone.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct PrimaryRow
{
    private int _clusterPlusOne;

    /// <summary>The primary identity.</summary>
    public UInt128 Key;

    /// <summary>The identities of its records; empty while it is the only one of its cluster, whose identities are all its own.</summary>
    public RowList Identities;

    /// <summary>The cluster it is in; −1 when it is gone.</summary>
    public int Cluster
    {
        readonly get => _clusterPlusOne - 1;
        set => _clusterPlusOne = value + 1;
    }

    public readonly bool IsLive => _clusterPlusOne > 0;
}

/// <summary>A profile by primary identity: what views without an identity graph have a row for.</summary>
/// <param name="Number">Its number in the partition, never used again.</param>
/// <param name="Key">The primary identity.</param>
public readonly record struct PrimaryProfile(int Number, Records.IdentityKey Key);
