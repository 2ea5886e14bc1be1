namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>A file of a partition is damaged, cut off or of another format. Never transient; nothing of it was handed out.</summary>
/// <param name="file">The file.</param>
/// <param name="problem">What is wrong, as a sentence.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class PartitionFileDamagedException(string file, string problem, Exception? inner = null)
    : Exception($"{problem} File: {file}.", inner)
{
    /// <summary>Gets the file.</summary>
    public string File { get; } = file;
}
