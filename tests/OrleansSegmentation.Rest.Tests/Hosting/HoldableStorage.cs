using System.Collections.Concurrent;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>
/// The real storage. Writes of job results can be held back, so that a job stays where a test wants to see it, and the log of a sandbox can
/// be made to fail.
/// </summary>
internal sealed class HoldableStorage(ISegmentationStorage storage) : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, HoldableFiles> _files = new();

    private readonly ConcurrentDictionary<Guid, BreakableLog> _logs = new();

    public IDisposable HoldResults(Guid sandboxId) => FilesOf(sandboxId).Hold();

    public IDisposable BreakLog(Guid sandboxId) => LogOf(sandboxId).Break();

    public ISandboxLog GetLog(Guid sandboxId) => LogOf(sandboxId);

    public IPartitionStore GetFiles(Guid sandboxId) => FilesOf(sandboxId);

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => storage.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) =>
        storage.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => storage.CheckAsync(cancellationToken);

    private BreakableLog LogOf(Guid sandboxId) => _logs.GetOrAdd(sandboxId, id => new BreakableLog(storage.GetLog(id)));

    private HoldableFiles FilesOf(Guid sandboxId) => _files.GetOrAdd(sandboxId, id => new HoldableFiles(storage.GetFiles(id)));
}
