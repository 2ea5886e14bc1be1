namespace OrleansSegmentation.Profiles.Identity;

/// <summary>A cluster of identities, which is one profile: its partition, and its number there, which is its row for ever.</summary>
/// <param name="Partition">0 to 65,534.</param>
/// <param name="Number">0, 1, 2, … in the order the log gave them out, never reused; −1 for no cluster.</param>
public readonly record struct ClusterId(int Partition, int Number) : IComparable<ClusterId>
{
    /// <summary>The most partitions there can be.</summary>
    public const int MaxPartitionCount = ushort.MaxValue;

    /// <summary>Stands for "no cluster".</summary>
    public static readonly ClusterId None = new(0, -1);

    /// <summary>Gets whether this is a cluster.</summary>
    public bool Exists => Number >= 0;

    /// <inheritdoc />
    public int CompareTo(ClusterId other)
    {
        var byPartition = Partition.CompareTo(other.Partition);
        return byPartition != 0 ? byPartition : Number.CompareTo(other.Number);
    }
}

/// <summary>A cluster that was joined into another: its content goes there, its number is retired.</summary>
/// <param name="Loser">The cluster that ends.</param>
/// <param name="Winner">The cluster that goes on.</param>
public readonly record struct ClusterMove(ClusterId Loser, ClusterId Winner);
