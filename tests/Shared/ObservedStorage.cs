using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Tests.Shared;

/// <summary>A store whose changes can be waited for: each one is told after it took effect.</summary>
/// <param name="store">The store.</param>
internal sealed class ObservedStorage(ISegmentationStorage store) : ISegmentationStorage
{
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Waits until a condition holds; it is looked at now and after every change of the store. One waits at a time.</summary>
    /// <exception cref="OperationCanceledException">It did not hold within <paramref name="patience"/>.</exception>
    public async Task WaitUntilAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        while (true)
        {
            var changed = NewSignal();
            Volatile.Write(ref _changed, changed); // before the look: no change is missed in between
            if (await condition()) return;
            await changed.Task.WaitAsync(limit.Token);
        }
    }

    public ISandboxLog GetLog(Guid sandboxId) => new Log(this, store.GetLog(sandboxId));

    public IPartitionStore GetFiles(Guid sandboxId) => new Files(this, store.GetFiles(sandboxId));

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => store.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) => store.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<T> TellAsync<T>(Task<T> change)
    {
        var result = await change;
        Volatile.Read(ref _changed).TrySetResult();
        return result;
    }

    private async Task TellAsync(Task change)
    {
        await change;
        Volatile.Read(ref _changed).TrySetResult();
    }

    private sealed class Log(ObservedStorage observed, ISandboxLog log) : ISandboxLog
    {
        public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) => observed.TellAsync(log.OpenAsync(opener, cancellationToken));

        public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken) => observed.TellAsync(log.AppendAsync(entry, cancellationToken));

        public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
            observed.TellAsync(log.TrimAsync(term, floor, snapshot, cancellationToken));

        public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) => log.ReadHeadAsync(cancellationToken);

        public IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken) =>
            log.ReadAsync(firstEpoch, lastEpoch, cancellationToken);

        public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken) => log.WaitForEpochAfterAsync(epoch, cancellationToken);
    }

    private sealed class Files(ObservedStorage observed, IPartitionStore files) : IPartitionStore
    {
        public Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            observed.TellAsync(files.CreateAsync(name, content, cancellationToken));

        public Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
            observed.TellAsync(files.CreateAsync(name, write, cancellationToken));

        public ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) => files.OpenAsync(name, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) => files.ReadAsync(name, cancellationToken);

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => files.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => observed.TellAsync(files.DeleteAsync(name, cancellationToken));

        public ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) => files.ReadDocumentAsync(name, cancellationToken);

        public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
            observed.TellAsync(files.ReplaceDocumentAsync(name, content, etag, cancellationToken));
    }
}
