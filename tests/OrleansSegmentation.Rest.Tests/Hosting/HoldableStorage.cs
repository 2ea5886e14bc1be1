using System.Collections.Concurrent;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>The real storage, whose writes of job results can be held back, so that a job stays where a test wants to see it.</summary>
internal sealed class HoldableStorage(ISegmentationStorage storage) : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, HoldableFiles> _files = new();

    public IDisposable HoldResults(Guid sandboxId) => FilesOf(sandboxId).Hold();

    public ISandboxLog GetLog(Guid sandboxId) => storage.GetLog(sandboxId);

    public IPartitionStore GetFiles(Guid sandboxId) => FilesOf(sandboxId);

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => storage.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) =>
        storage.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => storage.CheckAsync(cancellationToken);

    private HoldableFiles FilesOf(Guid sandboxId) => _files.GetOrAdd(sandboxId, id => new HoldableFiles(storage.GetFiles(id)));
}
