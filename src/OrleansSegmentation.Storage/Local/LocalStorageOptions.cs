namespace OrleansSegmentation.Storage.Local;

/// <summary>Where the local store keeps everything.</summary>
public sealed class LocalStorageOptions
{
    /// <summary>Gets or sets the folder; made when it is missing. Exactly one process may work on it.</summary>
    /// <value>Default: <c>data</c>, in the working directory.</value>
    public string Directory { get; set; } = "data";
}
