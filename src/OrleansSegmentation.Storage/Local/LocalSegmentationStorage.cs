using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Storage.Local.Files;
using OrleansSegmentation.Storage.Local.Logs;

namespace OrleansSegmentation.Storage.Local;

/// <summary>Everything durable in one folder of one machine, worked on by one process. Thread-safe.</summary>
/// <remarks>
/// <code>
/// lock                             held for as long as the process lives
/// sandboxes/{id}/log               the log of a sandbox
/// sandboxes/{id}/files/{name}      its files and documents
/// sandboxes/{id}/temporary/        files being written
/// counters/ grains/ reminders/     server-wide documents
/// temporary/                       those being written
/// </code>
/// </remarks>
public sealed class LocalSegmentationStorage : ISegmentationStorage, IDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);
    private readonly string _root;
    private readonly IDisk _disk;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly StorageHealth _health = new();
    private readonly FolderMaker _folders;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<Guid, Lazy<LocalSandboxLog>> _logs = new();
    private readonly ConcurrentDictionary<Guid, LocalPartitionStore> _files = new();
    private readonly ConcurrentDictionary<string, Lazy<DocumentFolder>> _documents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<NumberCounter>> _counters = new(StringComparer.Ordinal);

    /// <summary>Makes the folder if needed and takes hold of it.</summary>
    /// <exception cref="StorageInUseException">Another process holds it.</exception>
    public LocalSegmentationStorage(LocalStorageOptions options, TimeProvider clock, ILogger<LocalSegmentationStorage> logger)
        : this(options, clock, logger, new SystemDisk())
    {
    }

    internal LocalSegmentationStorage(LocalStorageOptions options, TimeProvider clock, ILogger logger, IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(options);
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Directory));
        _disk = disk;
        _clock = clock;
        _logger = logger;
        _folders = new FolderMaker(_root, disk, _health);
        try
        {
            _lock = new FileStream(Path.Combine(_root, "lock"), DurableFolder.NewFile(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new StorageInUseException(_root, exception);
        }
    }

    /// <inheritdoc />
    public ISandboxLog GetLog(Guid sandboxId) => _logs.GetOrAdd(
        sandboxId,
        id => new Lazy<LocalSandboxLog>(() => new LocalSandboxLog(Path.Combine(SandboxFolder(id), "log"), id, _folders, _disk, _health, _clock, _logger))).Value;

    /// <inheritdoc />
    public IPartitionStore GetFiles(Guid sandboxId) => _files.GetOrAdd(
        sandboxId,
        id => new LocalPartitionStore(() => new DurableFolder(Path.Combine(SandboxFolder(id), "files"), Path.Combine(SandboxFolder(id), "temporary"), _folders, _disk, _health)));

    /// <inheritdoc />
    public async IAsyncEnumerable<Guid> ListSandboxesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(Path.Combine(_root, "sandboxes"));
        var found = await Task.Run(() => folder.Exists ? folder.GetDirectories().Where(sandbox => File.Exists(Path.Combine(sandbox.FullName, "log"))).ToArray() : [], cancellationToken);
        foreach (var sandbox in found)
            if (Guid.TryParseExact(sandbox.Name, "D", out var id)) yield return id;
    }

    /// <inheritdoc />
    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken)
    {
        StoredName.Require(counter);
        return _counters.GetOrAdd(counter, name => new Lazy<NumberCounter>(() => new NumberCounter(name, GetDocuments("counters")))).Value.TakeAsync(count, cancellationToken);
    }

    /// <inheritdoc />
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        _health.ThrowIfFailed();
        var probe = Path.Combine(_root, $"probe-{Guid.NewGuid():N}");
        await using var file = new FileStream(probe, DurableFolder.NewFile(FileMode.CreateNew, FileShare.Delete));
        File.Delete(probe);
        await file.WriteAsync(new byte[1], cancellationToken);
        await file.FlushAsync(cancellationToken);
    }

    /// <summary>Takes no more writes, waits for those under way, closes all files and lets go of the folder.</summary>
    public void Dispose()
    {
        _health.Writes.CloseAsync().Wait(CloseLimit); // a write that hangs longer must not keep the process from ending
        foreach (var log in _logs.Values) log.Value.Dispose();
        _lock.Dispose();
    }

    /// <summary>Gets the server-wide documents of a kind.</summary>
    internal DocumentFolder GetDocuments(string kind) => _documents.GetOrAdd(
        kind,
        name => new Lazy<DocumentFolder>(() => new DocumentFolder(new DurableFolder(Path.Combine(_root, name), Path.Combine(_root, "temporary", name), _folders, _disk, _health)))).Value;

    private string SandboxFolder(Guid id) => Path.Combine(_root, "sandboxes", id.ToString("D"));
}
