namespace OrleansSegmentation.AzureStorage.Blobs;

/// <summary>The store gave no answer for so long that it is unknown whether a write happened. The caller must stop writing and look again later.</summary>
public sealed class StorageUncertainException(string blob, Exception? inner = null)
    : Exception($"The store does not answer; whether the write took place is unknown. Blob: {blob}.", inner)
{
    /// <summary>Gets the blob.</summary>
    public string Blob { get; } = blob;
}
