namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Whose records are removed: those of one profile, of a dataset, or of a batch, supplied at or before an epoch.</summary>
public sealed record RemovalSupplier
{
    private RemovalSupplier()
    {
    }

    /// <summary>Gets the number of the cluster that goes as a whole, or null.</summary>
    public int? Entity { get; private init; }

    /// <summary>Gets the dataset, or null.</summary>
    public string? Dataset { get; private init; }

    /// <summary>Gets the batch, or null.</summary>
    public Guid? Batch { get; private init; }

    /// <summary>Gets the last epoch whose records go; later ones stay.</summary>
    public long UpToEpoch { get; private init; }

    /// <summary>Returns everything of a cluster.</summary>
    public static RemovalSupplier OfEntity(int number) => new() { Entity = number, UpToEpoch = long.MaxValue };

    /// <summary>Returns what a dataset supplied.</summary>
    public static RemovalSupplier OfDataset(string dataset, long upToEpoch) => new() { Dataset = dataset, UpToEpoch = upToEpoch };

    /// <summary>Returns what a batch supplied.</summary>
    public static RemovalSupplier OfBatch(Guid batch, long upToEpoch) => new() { Batch = batch, UpToEpoch = upToEpoch };
}
