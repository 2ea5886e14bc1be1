using System.Text.Json;
using OrleansSegmentation.Cli.Pql;

namespace OrleansSegmentation.Cli.Import.Resuming;

/// <summary>The state of one import on disk. Only its owner can read it, and only one import can have it at a time.</summary>
internal sealed class ImportStateFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    private ImportStateFile(string path, FileStream @lock) => (_path, _lock) = (path, @lock);

    /// <summary>Takes the file for this import.</summary>
    /// <exception cref="UsageException">Another import has it.</exception>
    public static ImportStateFile Open(string path)
    {
        try
        {
            return new ImportStateFile(path, new FileStream(path + ".lock", Private(FileMode.OpenOrCreate, FileShare.None, FileOptions.DeleteOnClose)));
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new UsageException($"{path}: another import of this file is running. {exception.Message}");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new UsageException($"{path}: the state of the import cannot be kept there; --state FILE names another place. {exception.Message}");
        }
    }

    /// <summary>Reads the state of an interrupted import; null: there is none.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public ImportState? Read()
    {
        if (!File.Exists(_path)) return null;
        try
        {
            using var file = File.OpenRead(_path);
            var state = JsonSerializer.Deserialize(file, ImportStateJson.Default.ImportState);
            return state is { Version: ImportState.CurrentVersion } ? state : throw new JsonException($"Version {state?.Version} is not known; version {ImportState.CurrentVersion} is.");
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{_path}: the state of an interrupted import cannot be read; --restart begins anew. {exception.Message}");
        }
    }

    /// <summary>Replaces the state in one step; a crash leaves the old one or the new one.</summary>
    public void Write(ImportState state)
    {
        var next = _path + ".next";
        using (var file = new FileStream(next, Private(FileMode.Create, FileShare.None, FileOptions.None)))
        {
            JsonSerializer.Serialize(file, state, ImportStateJson.Default.ImportState);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    /// <summary>Removes the state: the import is complete.</summary>
    public void Delete() => File.Delete(_path);

    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Private(FileMode mode, FileShare share, FileOptions options)
    {
        var open = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, Options = options };
        if (!OperatingSystem.IsWindows()) open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return open;
    }
}
