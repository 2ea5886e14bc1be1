using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.AzureStorage.Files;
using OrleansSegmentation.AzureStorage.Logs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage;

/// <summary>Everything durable in one blob container, shared by all silos. Thread-safe.</summary>
/// <remarks>
/// <code>
/// {sandbox id}/head, {sandbox id}/log/…     the log of a sandbox
/// {sandbox id}/files/{name}                 its files and documents
/// counters/{name}                           server-wide counters
/// </code>
/// </remarks>
internal sealed class AzureSegmentationStorage(BlobContainerClient container, FileCache cache, TimeProvider clock, ILogger<AzureSegmentationStorage> logger)
    : ISegmentationStorage, IDisposable
{
    private readonly ConcurrentDictionary<Guid, Lazy<AzureSandboxLog>> _logs = new();
    private readonly ConcurrentDictionary<Guid, AzurePartitionStore> _files = new();
    private readonly ConcurrentDictionary<Guid, bool> _withLog = new();
    private readonly AzureNumberCounters _counters = new(container);

    /// <summary>Makes the container if it is missing.</summary>
    public async Task StartAsync(CancellationToken cancellationToken) => await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public ISandboxLog GetLog(Guid sandboxId) =>
        _logs.GetOrAdd(sandboxId, id => new Lazy<AzureSandboxLog>(() => new AzureSandboxLog(container, id, clock, logger))).Value;

    public IPartitionStore GetFiles(Guid sandboxId) => _files.GetOrAdd(sandboxId, id => new AzurePartitionStore(container, id, cache));

    public async IAsyncEnumerable<Guid> ListSandboxesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", string.Empty, cancellationToken))
        {
            if (!item.IsPrefix || !Guid.TryParseExact(item.Prefix.TrimEnd('/'), "D", out var id)) continue;
            if (!_withLog.ContainsKey(id))
            {
                if (!await container.GetBlobClient(AzureSandboxLog.HeadName(id)).ExistsAsync(cancellationToken)) continue;
                _withLog[id] = true; // a log never goes away
            }

            yield return id;
        }
    }

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken)
    {
        StoredName.Require(counter);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _counters.TakeAsync(counter, count, cancellationToken);
    }

    public async Task CheckAsync(CancellationToken cancellationToken) => await container.GetPropertiesAsync(cancellationToken: cancellationToken);

    public void Dispose()
    {
        foreach (var log in _logs.Values) log.Value.Dispose();
    }
}
