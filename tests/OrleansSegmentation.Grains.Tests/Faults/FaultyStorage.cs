using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>A store as one process sees it, with the fault of a plan. A process that starts anew gets another one over the same store.</summary>
internal sealed class FaultyStorage(ISegmentationStorage store, FaultPlan plan) : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, FaultyLog> _logs = new();
    private readonly ConcurrentDictionary<Guid, FaultyFiles> _files = new();

    public ISandboxLog GetLog(Guid sandboxId) => _logs.GetOrAdd(sandboxId, id => new FaultyLog(store.GetLog(id), plan));

    public IPartitionStore GetFiles(Guid sandboxId) => _files.GetOrAdd(sandboxId, id => new FaultyFiles(store.GetFiles(id), plan));

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return store.ListSandboxesAsync(cancellationToken);
    }

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return store.TakeNumbersAsync(counter, count, cancellationToken);
    }

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return store.CheckAsync(cancellationToken);
    }
}

/// <summary>The log of a <see cref="FaultyStorage"/>.</summary>
internal sealed class FaultyLog(ISandboxLog log, FaultPlan plan) : ISandboxLog
{
    public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) =>
        plan.ChangeAsync(new StoreChange(StoreAction.Open, string.Empty), () => log.OpenAsync(opener, cancellationToken));

    public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken) => plan.ChangeAsync(
        new StoreChange(StoreAction.Append, string.Empty),
        async () =>
        {
            await log.AppendAsync(entry, cancellationToken);
            return true;
        });

    public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
        plan.ChangeAsync(new StoreChange(StoreAction.Trim, string.Empty), () => log.TrimAsync(term, floor, snapshot, cancellationToken));

    public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return log.ReadHeadAsync(cancellationToken);
    }

    public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(
        long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        await foreach (var entry in log.ReadAsync(firstEpoch, lastEpoch, cancellationToken))
        {
            plan.ThrowIfCrashed();
            yield return entry;
        }
    }

    public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return log.WaitForEpochAfterAsync(epoch, cancellationToken);
    }
}

/// <summary>The files of a <see cref="FaultyStorage"/>.</summary>
internal sealed class FaultyFiles(IPartitionStore files, FaultPlan plan) : IPartitionStore
{
    public Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        plan.ChangeAsync(new StoreChange(StoreAction.Create, name), () => files.CreateAsync(name, content, cancellationToken));

    public Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        plan.ChangeAsync(new StoreChange(StoreAction.Create, name), () => files.CreateAsync(name, write, cancellationToken));

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => plan.ChangeAsync(
        new StoreChange(StoreAction.Delete, name),
        async () =>
        {
            await files.DeleteAsync(name, cancellationToken);
            return true;
        });

    public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
        plan.ChangeAsync(new StoreChange(StoreAction.Replace, name), () => files.ReplaceDocumentAsync(name, content, etag, cancellationToken));

    public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return files.OpenAsync(name, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return files.ReadAsync(name, cancellationToken);
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return files.ListAsync(prefix, cancellationToken);
    }

    public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken)
    {
        plan.ThrowIfCrashed();
        return files.ReadDocumentAsync(name, cancellationToken);
    }
}
