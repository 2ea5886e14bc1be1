using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Replication;

/// <summary>Storage that lives as long as the object: what is closed and opened again is everything around it.</summary>
internal sealed class MemoryStorage : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, MemoryLog> _logs = new();
    private readonly ConcurrentDictionary<Guid, MemoryFiles> _files = new();
    private readonly ConcurrentDictionary<string, long> _counters = new();

    public ISandboxLog GetLog(Guid sandboxId) => Log(sandboxId);

    public IPartitionStore GetFiles(Guid sandboxId) => Files(sandboxId);

    public MemoryLog Log(Guid sandboxId) => _logs.GetOrAdd(sandboxId, static _ => new MemoryLog());

    public MemoryFiles Files(Guid sandboxId) => _files.GetOrAdd(sandboxId, static _ => new MemoryFiles());

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => _logs.Keys.ToAsyncEnumerable();

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) =>
        Task.FromResult(_counters.AddOrUpdate(counter, count, (_, last) => last + count) - count + 1);

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A log in memory.</summary>
internal sealed class MemoryLog : ISandboxLog
{
    private readonly object _gate = new();
    private readonly List<SandboxLogEntry> _entries = [];
    private SandboxLogHead _head = new(0, "", 0, 0);
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets how many entries were read so far.</summary>
    public int EntriesRead { get; private set; }

    /// <summary>Gets the entries that are there now.</summary>
    public IReadOnlyList<SandboxLogEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _head = _head with { Term = _head.Term + 1, Opener = opener };
            return Task.FromResult(_head);
        }
    }

    public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (entry.Term != _head.Term || entry.Epoch != _head.Epoch + 1) throw new SandboxLogFencedException($"Entry {entry.Epoch} of term {entry.Term} is not next.");
            _entries.Add(entry);
            _head = _head with { Epoch = entry.Epoch, TimeMs = entry.TimeMs };
            _grown.SetResult();
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.CompletedTask;
        }
    }

    public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult(_head);
    }

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(
        long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var epoch = firstEpoch; epoch <= lastEpoch; epoch++)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate) EntriesRead++;
            yield return Entry(epoch);
        }
    }

    public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _head = TrimRules.Apply(_head, term, floor, snapshot);
            _entries.RemoveAll(entry => entry.Epoch <= floor);
            return Task.FromResult(_head);
        }
    }

    public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        lock (_gate) return _head.Epoch > epoch ? Task.CompletedTask : _grown.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets the newest entries, as a store does that lost writes.</summary>
    public void Lose(int count)
    {
        lock (_gate)
        {
            _entries.RemoveRange(_entries.Count - count, count);
            _head = _head with { Epoch = _head.Epoch - count };
        }
    }

    private SandboxLogEntry Entry(long epoch)
    {
        lock (_gate)
        {
            if (epoch <= _head.Floor) throw new EntriesTrimmedException(epoch, _head.Floor);
            return _entries[(int)(epoch - _head.Floor) - 1];
        }
    }
}

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles : IPartitionStore
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private int _version;

    public IEnumerable<string> Names => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>Gets or sets what a creation waits for, or how it fails.</summary>
    public Func<string, CancellationToken, Task> BeforeCreate { get; set; } = static (_, _) => Task.CompletedTask;

    public async Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeforeCreate(name, cancellationToken);
        return _files.TryAdd(name, content.ToArray()) ? CreateOutcome.Created : CreateOutcome.AlreadyExists;
    }

    public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream();
        await write(stream, cancellationToken);
        return await CreateAsync(name, stream.ToArray(), cancellationToken);
    }

    public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IStoredFile?>(_files.TryGetValue(name, out var content) ? new MemoryFile(name, content) : null);

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_files.TryGetValue(name, out var content) ? content : (ReadOnlyMemory<byte>?)null);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToAsyncEnumerable();

    /// <summary>Gets or sets what a deletion waits for, or how it fails.</summary>
    public Func<string, Task> BeforeDelete { get; set; } = static _ => Task.CompletedTask;

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await BeforeDelete(name);
        _files.TryRemove(name, out _);
    }

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_documents.GetValueOrDefault(name));

    public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken)
    {
        var document = new StoredDocument(content.ToArray(), Interlocked.Increment(ref _version).ToString(null, null));
        var replaced = etag is null
            ? _documents.TryAdd(name, document)
            : _documents.TryGetValue(name, out var current) && current.ETag == etag && _documents.TryUpdate(name, document, current);
        return Task.FromResult(replaced ? document.ETag : null);
    }

    /// <summary>Returns a file that exists.</summary>
    public ReadOnlyMemory<byte> Read(string name) => _files[name];

    /// <summary>Flips one bit of a file.</summary>
    public void Damage(string name, int position)
    {
        var bytes = _files[name].ToArray();
        bytes[position] ^= 1;
        _files[name] = bytes;
    }

    private sealed class MemoryFile(string name, ReadOnlyMemory<byte> content) : IStoredFile
    {
        public string Name => name;

        public long Length => content.Length;

        public void Read(long offset, Span<byte> destination)
        {
            if (offset + destination.Length > content.Length) throw new StorageDamagedException(name, "The file ends too early.");
            content.Span.Slice((int)offset, destination.Length).CopyTo(destination);
        }

        public void Dispose()
        {
        }
    }
}
