using System.Collections.Concurrent;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>
/// A store that also keeps, in <see cref="Archive"/>, everything that was ever committed: the whole log and all files beside it, whatever is
/// trimmed or deleted. What is true can be read there by replaying from the first entry.
/// </summary>
internal sealed class ArchivedStorage(ISegmentationStorage store) : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, Log> _logs = new();
    private readonly ConcurrentDictionary<Guid, Files> _files = new();

    /// <summary>Gets the archive: no checkpoints, no snapshots, no floor.</summary>
    public MemoryStorage Archive { get; } = new();

    public ISandboxLog GetLog(Guid sandboxId) => _logs.GetOrAdd(sandboxId, id => new Log(store.GetLog(id), Archive.Log(id)));

    public IPartitionStore GetFiles(Guid sandboxId) => _files.GetOrAdd(sandboxId, id => new Files(store.GetFiles(id), Archive.Files(id)));

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => store.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) => store.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    private sealed class Log(ISandboxLog log, MemoryLog archive) : ISandboxLog
    {
        public async Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken)
        {
            var head = await log.OpenAsync(opener, cancellationToken);
            await archive.OpenAsync(opener, cancellationToken);
            return head;
        }

        public async Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken)
        {
            await log.AppendAsync(entry, cancellationToken);
            await archive.AppendAsync(entry, cancellationToken);
        }

        public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
            log.TrimAsync(term, floor, snapshot, cancellationToken);

        public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) => log.ReadHeadAsync(cancellationToken);

        public IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken) =>
            log.ReadAsync(firstEpoch, lastEpoch, cancellationToken);

        public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken) => log.WaitForEpochAfterAsync(epoch, cancellationToken);
    }

    private sealed class Files(IPartitionStore files, MemoryFiles archive) : IPartitionStore
    {
        public async Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            var outcome = await files.CreateAsync(name, content, cancellationToken);
            if (IsArchived(name)) await archive.CreateAsync(name, content, cancellationToken);
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

        private static bool IsArchived(string name) =>
            name.StartsWith("staged/", StringComparison.Ordinal) || name.StartsWith("results/", StringComparison.Ordinal);
    }
}
