using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Files;

/// <summary>Local copies of immutable blobs, in a folder that is bounded, may be shared by silos of one machine, and may be deleted at any time. Thread-safe.</summary>
/// <remarks>
/// <code>
/// {2 hex}/{hash of the blob's name}-{hash of its version}    a whole copy; the least recently used ones are evicted
/// temporary/{guid}                                           being written
/// </code>
/// A copy's length and checksum are compared with those stored with the blob before it is used the first time in this process.
/// </remarks>
internal sealed partial class FileCache
{
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(6);

    private readonly string _root;
    private readonly string _temporary;
    private readonly long _maxBytes;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _filling = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _verified = new(StringComparer.Ordinal);
    private readonly Lock _evictionLock = new();
    private long _addedBytes; // since the last look at the folder

    public FileCache(string directory, long maxBytes, TimeProvider clock, ILogger logger)
    {
        _root = Path.GetFullPath(directory);
        _temporary = Path.Combine(_root, "temporary");
        _maxBytes = maxBytes;
        _clock = clock;
        _logger = logger;
        _addedBytes = maxBytes; // what an earlier process left behind counts too
    }

    /// <summary>Opens the copy of one version of a blob, after downloading it if need be.</summary>
    /// <param name="blob">The blob's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="checksum">XxHash3 of its content.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="download">Writes the content; only called when there is no intact copy.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StorageDamagedException">What was downloaded is not what was written.</exception>
    public async Task<SafeFileHandle> OpenAsync(
        string blob, ETag version, ulong checksum, long length, Func<Stream, CancellationToken, Task> download, CancellationToken cancellationToken)
    {
        var path = PathOf(blob, version);
        while (true)
        {
            if (await TryOpenAsync(path, checksum, length) is { } handle) return handle;
            var filling = _filling.GetOrAdd(path, key => new Lazy<Task>(() => Task.Run(() => FillAsync(blob, key, checksum, length, download), CancellationToken.None)));
            await filling.Value.WaitAsync(cancellationToken); // the next round opens it, unless it was evicted at once
        }
    }

    /// <summary>Writes a new file aside, so that its content can be uploaded.</summary>
    public async Task<(string Path, ulong Checksum)> WriteAsideAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        MakeFolder(_temporary);
        var path = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            await using var file = new FileStream(path, NewFile());
            await using var hashing = new HashingStream(file);
            await write(hashing, cancellationToken);
            await hashing.FlushAsync(cancellationToken);
            return (path, hashing.Hash);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Makes a file written aside the copy of a blob.</summary>
    public void Adopt(string temporary, string blob, ETag version)
    {
        var path = PathOf(blob, version);
        var length = new FileInfo(temporary).Length;
        MakeFolder(Path.GetDirectoryName(path)!);
        File.Move(temporary, path, overwrite: true);
        _verified[path] = true;
        Grow(length, path);
    }

    /// <summary>Removes all copies of a blob that was deleted.</summary>
    public void Forget(string blob)
    {
        var path = PathOf(blob, default);
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (!folder.Exists) return;
        foreach (var copy in folder.EnumerateFiles(NameHash(blob) + "-*")) Remove(copy);
    }

    private static string NameHash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 16, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string PathOf(string blob, ETag version)
    {
        var name = NameHash(blob);
        return Path.Combine(_root, name[..2], $"{name}-{NameHash(version.ToString())}");
    }

    private async Task<SafeFileHandle?> TryOpenAsync(string path, ulong checksum, long length)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            if (RandomAccess.GetLength(handle) == length && (_verified.ContainsKey(path) || await Task.Run(() => HashOf(handle)) == checksum))
            {
                _verified[path] = true;
                Touch(path);
                return handle;
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        handle.Dispose();
        LogDamagedCopy(_logger, path);
        Remove(new FileInfo(path));
        return null;
    }

    private async Task FillAsync(string blob, string path, ulong checksum, long length, Func<Stream, CancellationToken, Task> download)
    {
        try
        {
            var (temporary, found) = await WriteAsideAsync(download, CancellationToken.None);
            try
            {
                if (new FileInfo(temporary).Length != length || found != checksum) throw new StorageDamagedException(blob, "The blob's checksum does not fit.");
                MakeFolder(Path.GetDirectoryName(path)!);
                File.Move(temporary, path, overwrite: true);
                _verified[path] = true;
            }
            finally
            {
                File.Delete(temporary); // not there any more when it was moved
            }
        }
        finally
        {
            _filling.TryRemove(path, out _);
        }

        Grow(length, path);
    }

    private static ulong HashOf(SafeFileHandle handle)
    {
        var hash = new XxHash3();
        var buffer = new byte[1 << 16];
        for (long offset = 0; RandomAccess.Read(handle, buffer, offset) is > 0 and var count; offset += count) hash.Append(buffer.AsSpan(0, count));
        return hash.GetCurrentHashAsUInt64();
    }

    private void Touch(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, _clock.GetUtcNow().UtcDateTime);
        }
        catch (IOException)
        {
            // evicted meanwhile; the open handle is enough
        }
    }

    private void Remove(FileInfo copy)
    {
        _verified.TryRemove(copy.FullName, out _);
        try
        {
            copy.Delete();
        }
        catch (IOException exception)
        {
            LogNotRemoved(_logger, exception, copy.FullName); // open elsewhere, on systems that do not allow it
        }
    }

    /// <summary>Looks at the whole folder after each eighth of the bound was added, because other processes may use it too.</summary>
    private void Grow(long bytes, string newest)
    {
        lock (_evictionLock)
        {
            _addedBytes += bytes;
            if (_addedBytes < _maxBytes / 8) return;
            _addedBytes = 0;
            foreach (var leftover in new DirectoryInfo(_temporary).EnumerateFiles().Where(file => file.LastWriteTimeUtc < _clock.GetUtcNow().UtcDateTime - LeftoverAge)) Remove(leftover);
            var copies = new DirectoryInfo(_root).EnumerateFiles("*-*", SearchOption.AllDirectories).Select(static file => (File: file, file.Length, Used: file.LastAccessTimeUtc)).ToList();
            var total = copies.Sum(static copy => copy.Length);
            foreach (var copy in copies.Where(copy => copy.File.FullName != newest).OrderBy(static copy => copy.Used))
            {
                if (total <= _maxBytes) break;
                Remove(copy.File);
                total -= copy.Length;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A cached copy is damaged; it is downloaded again. Copy: {Path}.")]
    private static partial void LogDamagedCopy(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "A cached copy cannot be removed now. Copy: {Path}.")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception, string path);
}
