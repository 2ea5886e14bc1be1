namespace OrleansSegmentation.Storage.Local.Files;

/// <summary>A tree of files that appear whole and durable or not at all: written aside, flushed, renamed, their folder flushed. Thread-safe.</summary>
internal sealed class DurableFolder
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly IDisk _disk;
    private readonly StorageHealth _health;
    private readonly FolderMaker _folders;
    private readonly Lock _moveLock = new();

    /// <summary>Makes the folder and sweeps what a crash left half written, and folders whose files were all deleted.</summary>
    /// <param name="root">The folder of the files.</param>
    /// <param name="temporary">A folder of this instance alone, on the same device.</param>
    /// <param name="folders">Makes the folders.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="health">Where a failed flush is remembered.</param>
    public DurableFolder(string root, string temporary, FolderMaker folders, IDisk disk, StorageHealth health)
    {
        _root = root;
        _temporary = temporary;
        _folders = folders;
        _disk = disk;
        _health = health;
        _folders.Ensure(root);
        _folders.Ensure(temporary);
        foreach (var file in Directory.EnumerateFiles(temporary)) File.Delete(file);

        // only now: while files come and go, one may be made in a folder that is just being deleted
        foreach (var folder in Directory.GetDirectories(root, "*", SearchOption.AllDirectories).OrderByDescending(static folder => folder.Length))
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }

    /// <summary>Returns the options for a new file only the owner can use.</summary>
    public static FileStreamOptions NewFile(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Gets the path of a name.</summary>
    public string PathOf(string name)
    {
        StoredName.Require(name);
        return Path.Combine(_root, Path.Combine(name.Split('/')));
    }

    /// <summary>Creates a file unless there is one of that name.</summary>
    public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using var pass = _health.Writes.Enter();
        var temporary = await WriteAsideAsync(write, cancellationToken);
        return await Task.Run(() => MoveWithoutReplacing(temporary, path), CancellationToken.None);
    }

    /// <summary>Creates or replaces a file.</summary>
    public async Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using var pass = _health.Writes.Enter();
        var temporary = await WriteAsideAsync((stream, token) => stream.WriteAsync(content, token).AsTask(), cancellationToken);
        await Task.Run(
            () =>
            {
                var folder = Path.GetDirectoryName(path)!;
                try
                {
                    _folders.Ensure(folder);
                    File.Move(temporary, path, overwrite: true);
                }
                finally
                {
                    File.Delete(temporary); // not there any more when it was moved
                }

                _health.Guard($"The file {name}", () => _disk.FlushFolder(folder));
            },
            CancellationToken.None);
    }

    /// <summary>Deletes a file if there is one.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        using var pass = _health.Writes.Enter();
        await Task.Run(
            () =>
            {
                _health.ThrowIfFailed();
                if (!File.Exists(path)) return;
                File.Delete(path);
                _health.Guard($"The deletion of {name}", () => _disk.FlushFolder(Path.GetDirectoryName(path)!));
            },
            cancellationToken);
    }

    /// <summary>Reads a whole file, or returns null when there is none.</summary>
    public async ValueTask<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Lists the names that start with a prefix, in ordinal order.</summary>
    public string[] List(string prefix)
    {
        // only the folder the prefix reaches into is walked
        var lastSlash = prefix.LastIndexOf('/');
        if (lastSlash > 0) StoredName.Require(prefix[..lastSlash]);
        var start = lastSlash > 0 ? PathOf(prefix[..lastSlash]) : _root;
        if (!Directory.Exists(start)) return [];
        var names = Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private async Task<string> WriteAsideAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        _health.ThrowIfFailed();
        cancellationToken.ThrowIfCancellationRequested();
        var temporary = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            // opening and flushing block, so they leave the caller's scheduler
            await using var stream = await Task.Run(() => new FileStream(temporary, NewFile(FileMode.CreateNew, FileShare.None)), cancellationToken);
            await write(stream, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Run(() => _health.Guard("A new file", () => _disk.FlushFile(stream.SafeFileHandle)), CancellationToken.None);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private CreateOutcome MoveWithoutReplacing(string temporary, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        CreateOutcome outcome;
        try
        {
            _folders.Ensure(folder);

            // File.Move looks first and renames then: of many at once, two may succeed. The folder is this process's alone, so a lock decides.
            lock (_moveLock)
            {
                outcome = File.Exists(path) ? CreateOutcome.AlreadyExists : CreateOutcome.Created;
                if (outcome == CreateOutcome.Created) File.Move(temporary, path, overwrite: false);
            }
        }
        finally
        {
            File.Delete(temporary); // not there any more when it was moved
        }

        // also when it exists: whoever renamed it may not have come to the flush yet, and "exists" is taken for durable
        _health.Guard($"The file {path}", () => _disk.FlushFolder(folder));
        return outcome;
    }
}
