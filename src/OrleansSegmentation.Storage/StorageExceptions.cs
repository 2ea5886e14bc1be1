namespace OrleansSegmentation.Storage;

/// <summary>Another writer owns the log now, or the entry is not the next one. The caller must stop writing.</summary>
public sealed class SandboxLogFencedException(string message) : Exception(message);

/// <summary>A stored file is damaged or missing. Never transient; the message names the file and what is wrong.</summary>
public sealed class StorageDamagedException(string file, string problem, Exception? inner = null)
    : Exception($"{problem} File: {file}.", inner)
{
    /// <summary>Gets the damaged file.</summary>
    public string File { get; } = file;
}
