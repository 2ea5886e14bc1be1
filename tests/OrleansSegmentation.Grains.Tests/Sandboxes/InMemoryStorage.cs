using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>A whole store in memory.</summary>
internal sealed class InMemoryStorage : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, InMemorySandboxLog> _logs = [];
    private readonly ConcurrentDictionary<Guid, InMemoryFiles> _files = [];
    private readonly ConcurrentDictionary<string, long> _counters = [];

    public InMemorySandboxLog Log(Guid sandboxId) => _logs.GetOrAdd(sandboxId, _ => new InMemorySandboxLog());

    public ISandboxLog GetLog(Guid sandboxId) => Log(sandboxId);

    public IPartitionStore GetFiles(Guid sandboxId) => _files.GetOrAdd(sandboxId, _ => new InMemoryFiles());

    public async IAsyncEnumerable<Guid> ListSandboxesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var sandboxId in _logs.Where(pair => pair.Value.Entries.Count > 0).Select(pair => pair.Key))
        {
            await Task.Yield();
            yield return sandboxId;
        }
    }

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) =>
        Task.FromResult(_counters.AddOrUpdate(counter, count, (_, taken) => taken + count) - count + 1);

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>The files of one sandbox in memory.</summary>
internal sealed class InMemoryFiles : IPartitionStore
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private long _version;

    public Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Task.FromResult(_files.TryAdd(name, content.ToArray()) ? CreateOutcome.Created : CreateOutcome.AlreadyExists);

    public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await write(content, cancellationToken);
        return await CreateAsync(name, content.ToArray(), cancellationToken);
    }

    public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IStoredFile?>(_files.TryGetValue(name, out var bytes) ? new InMemoryFile(name, bytes) : null);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_files.TryGetValue(name, out var bytes) ? (ReadOnlyMemory<byte>?)bytes : null);

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await Task.Yield();
            yield return name;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _files.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_documents.TryGetValue(name, out var document) ? document : null);

    public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var next = new StoredDocument(content.ToArray(), Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture));
        var isReplaced = etag is null
            ? _documents.TryAdd(name, next)
            : _documents.TryGetValue(name, out var current) && current.ETag == etag && _documents.TryUpdate(name, next, current);
        return Task.FromResult(isReplaced ? next.ETag : null);
    }

    private sealed class InMemoryFile(string name, byte[] bytes) : IStoredFile
    {
        public string Name => name;

        public long Length => bytes.Length;

        public void Read(long offset, Span<byte> destination)
        {
            if (offset + destination.Length > bytes.Length) throw new StorageDamagedException(name, "The file is too short.");
            bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
        }

        public void Dispose()
        {
        }
    }
}
