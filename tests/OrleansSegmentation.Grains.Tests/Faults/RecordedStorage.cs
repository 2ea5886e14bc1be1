using OrleansSegmentation.Grains.Tests.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>A store in memory that several processes use one after the other, and that remembers everything that ever took effect in it.</summary>
internal sealed class RecordedStorage(Guid sandboxId) : ISegmentationStorage
{
    private readonly InMemoryStorage _inner = new();
    private readonly Dictionary<string, byte[]> _created = new(StringComparer.Ordinal);
    private readonly List<SandboxLogEntry> _entries = [];

    /// <summary>Gets all entries that were ever committed, also those that were trimmed since.</summary>
    public IReadOnlyList<SandboxLogEntry> Entries => _entries;

    public ISandboxLog GetLog(Guid id) => new Log(this, _inner.GetLog(id));

    public IPartitionStore GetFiles(Guid id) => new Files(this, _inner.GetFiles(id));

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => _inner.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) => _inner.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns a store with all entries from the first one on and the files that they name, but no checkpoint, snapshot or trimming.</summary>
    public async Task<InMemoryStorage> RebuildAsync()
    {
        var rebuilt = new InMemoryStorage();
        foreach (var (name, content) in _created)
        {
            if (name.StartsWith("staged/", StringComparison.Ordinal) || name.StartsWith("results/", StringComparison.Ordinal))
                await rebuilt.GetFiles(sandboxId).CreateAsync(name, content, CancellationToken.None);
        }

        long term = 0;
        foreach (var entry in _entries)
        {
            for (; term < entry.Term; term++) await rebuilt.GetLog(sandboxId).OpenAsync("check", CancellationToken.None);
            await rebuilt.GetLog(sandboxId).AppendAsync(entry, CancellationToken.None);
        }

        return rebuilt;
    }

    private sealed class Log(RecordedStorage storage, ISandboxLog log) : ISandboxLog
    {
        public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) => log.OpenAsync(opener, cancellationToken);

        public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
        {
            await log.AppendAsync(entry, cancellationToken);
            if (storage._entries.Count < entry.Epoch) storage._entries.Add(entry); // else the same entry again
        }

        public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) => log.ReadHeadAsync(cancellationToken);

        public IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken) =>
            log.ReadAsync(firstEpoch, lastEpoch, cancellationToken);

        public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
            log.TrimAsync(term, floor, snapshot, cancellationToken);

        public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken) => log.WaitForEpochAfterAsync(epoch, cancellationToken);
    }

    private sealed class Files(RecordedStorage storage, IPartitionStore files) : IPartitionStore
    {
        public async Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var outcome = await files.CreateAsync(name, content, cancellationToken);
            if (outcome == CreateOutcome.Created) storage._created[name] = content.ToArray();
            return outcome;
        }

        public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
        {
            using var content = new MemoryStream();
            await write(content, cancellationToken);
            return await CreateAsync(name, content.ToArray(), cancellationToken);
        }

        public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) => files.OpenAsync(name, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) => files.ReadAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => files.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => files.DeleteAsync(name, cancellationToken);

        public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => files.ReadDocumentAsync(name, cancellationToken);

        public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
            files.ReplaceDocumentAsync(name, content, etag, cancellationToken);
    }
}
