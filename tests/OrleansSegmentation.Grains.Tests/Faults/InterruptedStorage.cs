using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>The store as one process sees it: counts its operations and lets one of them fail.</summary>
/// <param name="inner">The store.</param>
/// <param name="fault">Where and how; null: never.</param>
internal sealed partial class InterruptedStorage(ISegmentationStorage inner, FaultPoint? fault) : ISegmentationStorage
{
    private readonly Lock _gate = new(); // readers of the log and writers of checkpoints are on threads of their own
    private readonly List<StoreOperation> _operations = [];

    /// <summary>Gets the operations so far.</summary>
    public IReadOnlyList<StoreOperation> Operations
    {
        get
        {
            lock (_gate) return [.. _operations];
        }
    }

    /// <summary>Gets whether the process died.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Gets whether the fault happened.</summary>
    public bool HasFired { get; private set; }

    /// <summary>Gets or sets what happens while the process sleeps.</summary>
    public Func<Task> WhileAsleep { get; set; } = static () => Task.CompletedTask;

    public ISandboxLog GetLog(Guid sandboxId) => new Log(this, inner.GetLog(sandboxId));

    public IPartitionStore GetFiles(Guid sandboxId) => new Files(this, inner.GetFiles(sandboxId));

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => inner.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) =>
        RunAsync("take numbers", true, () => inner.TakeNumbersAsync(counter, count, cancellationToken));

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    /// <summary>Ends the process.</summary>
    public void Kill() => IsDead = true;

    private async Task<T> RunAsync<T>(string name, bool isWrite, Func<Task<T>> operation)
    {
        RequireAlive();
        var number = Note(new StoreOperation(Ids().Replace(name, "*"), isWrite));
        if (number != fault?.Operation) return await operation();

        HasFired = true;
        switch (fault.Kind)
        {
            case FaultKind.CrashBefore:
                IsDead = true;
                throw new ProcessDiedException();
            case FaultKind.CrashAfter:
                await operation();
                IsDead = true;
                throw new ProcessDiedException();
            case FaultKind.AnswerLost:
                await operation();
                throw new IOException("The answer of the store was lost.");
            case FaultKind.Refused:
                throw new IOException("The store does not answer.");
            default:
                await WhileAsleep();
                return await operation();
        }
    }

    private async Task RunAsync(string name, bool isWrite, Func<Task> operation) => await RunAsync(name, isWrite, async () =>
    {
        await operation();
        return true;
    });

    // Its number, from 1.
    private int Note(StoreOperation operation)
    {
        lock (_gate)
        {
            _operations.Add(operation);
            return _operations.Count;
        }
    }

    private void RequireAlive()
    {
        if (IsDead) throw new ProcessDiedException();
    }

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex Ids();

    private sealed class Log(InterruptedStorage storage, ISandboxLog log) : ISandboxLog
    {
        public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) =>
            storage.RunAsync("open log", true, () => log.OpenAsync(opener, cancellationToken));

        public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken) =>
            storage.RunAsync("append", true, () => log.AppendAsync(entry, cancellationToken));

        public async ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) =>
            await storage.RunAsync("read head", false, () => log.ReadHeadAsync(cancellationToken).AsTask());

        public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(
            long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await storage.RunAsync("read log", false, static () => Task.CompletedTask);
            await foreach (var entry in log.ReadAsync(firstEpoch, lastEpoch, cancellationToken)) yield return entry;
        }

        public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
            storage.RunAsync("trim log", true, () => log.TrimAsync(term, floor, snapshot, cancellationToken));

        // A hint: what it misses is read again.
        public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken)
        {
            storage.RequireAlive();
            return log.WaitForEpochAfterAsync(epoch, cancellationToken);
        }
    }

    private sealed class Files(InterruptedStorage storage, IPartitionStore files) : IPartitionStore
    {
        public Task<CreateOutcome> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            storage.RunAsync("create " + name, true, () => files.CreateAsync(name, content, cancellationToken));

        public async Task<CreateOutcome> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
        {
            using var content = new MemoryStream();
            await write(content, cancellationToken);
            return await CreateAsync(name, content.ToArray(), cancellationToken);
        }

        public async ValueTask<IStoredFile?> OpenAsync(string name, CancellationToken cancellationToken) =>
            await storage.RunAsync("open " + name, false, () => files.OpenAsync(name, cancellationToken).AsTask());

        public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken) =>
            await storage.RunAsync("read " + name, false, () => files.ReadAsync(name, cancellationToken).AsTask());

        public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await storage.RunAsync("list " + prefix, false, static () => Task.CompletedTask);
            await foreach (var name in files.ListAsync(prefix, cancellationToken)) yield return name;
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
            storage.RunAsync("delete " + name, true, () => files.DeleteAsync(name, cancellationToken));

        public async ValueTask<StoredDocument?> ReadDocumentAsync(string name, CancellationToken cancellationToken) =>
            await storage.RunAsync("read document " + name, false, () => files.ReadDocumentAsync(name, cancellationToken).AsTask());

        public Task<string?> ReplaceDocumentAsync(string name, ReadOnlyMemory<byte> content, string? etag, CancellationToken cancellationToken) =>
            storage.RunAsync("replace document " + name, true, () => files.ReplaceDocumentAsync(name, content, etag, cancellationToken));
    }
}
