namespace OrleansSegmentation.Storage;

/// <summary>Another writer owns the log now, or the entry is not the next one. The caller must stop writing.</summary>
public sealed class SandboxLogFencedException(string message) : Exception(message);

/// <summary>The entry was removed from the log: a newer snapshot or checkpoint stands in for it, which the reader must load instead.</summary>
public sealed class EntriesTrimmedException(long epoch, long floor)
    : Exception($"The log entries up to epoch {floor} were removed; epoch {epoch} is one of them. Load the newest checkpoint, which contains it.")
{
    /// <summary>Gets the epoch that was asked for.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>Gets the last epoch that is gone.</summary>
    public long Floor { get; } = floor;
}

/// <summary>A stored file is damaged or missing. Never transient; the message names the file and what is wrong.</summary>
public sealed class StorageDamagedException(string file, string problem, Exception? inner = null)
    : Exception($"{problem} File: {file}.", inner)
{
    /// <summary>Gets the damaged file.</summary>
    public string File { get; } = file;
}

/// <summary>A write could not be made durable and it is unknown what of it survives. The store takes no more writes until the process starts anew.</summary>
public sealed class StorageFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process works on the folder; two would destroy each other's data.</summary>
public sealed class StorageInUseException(string directory, Exception? inner = null)
    : Exception($"The storage folder is in use by another process; stop that one or choose another folder. Folder: {directory}.", inner)
{
    /// <summary>Gets the folder.</summary>
    public string Directory { get; } = directory;
}
