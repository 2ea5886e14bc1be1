namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>Makes folders below a root, only for the owner, and durable with all above them up to the root. Thread-safe.</summary>
internal sealed class FolderMaker
{
    private readonly IDisk _disk;
    private readonly StorageHealth _health;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _durable = new(StringComparer.Ordinal);

    /// <summary>Makes the root too.</summary>
    public FolderMaker(string root, IDisk disk, StorageHealth health)
    {
        _disk = disk;
        _health = health;
        Make(root);
    }

    /// <summary>Makes a folder below the root.</summary>
    public void Ensure(string path)
    {
        lock (_lock)
        {
            if (_durable.Contains(path)) return;
            Ensure(Path.GetDirectoryName(path) ?? throw new ArgumentException($"The folder is not below the root: {path}.", nameof(path)));
            Make(path);
        }
    }

    private void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // also when it was there: the process that made it may have died before this flush
        if (Path.GetDirectoryName(path) is { } parent) _health.Guard($"The folder {path}", () => _disk.FlushFolder(parent));
        _durable.Add(path);
    }
}
