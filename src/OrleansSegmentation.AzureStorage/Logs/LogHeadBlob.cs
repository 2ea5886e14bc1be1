using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Logs;

/// <summary>A head as it was read: with the version that a replacement names, and the store's clock.</summary>
/// <param name="Document">The head.</param>
/// <param name="ETag">Its version; null when there is no head yet.</param>
/// <param name="StoreTime">When the store answered, by its own clock, in whole seconds.</param>
internal sealed record KnownHead(LogHeadDocument Document, ETag? ETag, DateTimeOffset? StoreTime);

/// <summary>Reads and replaces the head of one log, remembers the newest one seen, and notices when the store goes back behind it. Thread-safe.</summary>
/// <param name="container">The container.</param>
/// <param name="name">The head's blob.</param>
internal sealed class LogHeadBlob(BlobContainerClient container, string name)
{
    private readonly Lock _lock = new();
    private readonly BlobClient _blob = container.GetBlobClient(name);
    private KnownHead _newest = new(LogHeadDocument.None, null, null);
    private TaskCompletionSource _changed = NewSignal();
    private Task<KnownHead>? _reading;
    private Task<KnownHead>? _next;

    /// <summary>Gets the blob's name.</summary>
    public string Name => name;

    /// <summary>Gets the newest head that was seen, without asking the store.</summary>
    public KnownHead Newest
    {
        get
        {
            lock (_lock) return _newest;
        }
    }

    /// <summary>Gets a task that completes when a head with a later epoch than the newest one is seen.</summary>
    public (KnownHead Newest, Task Changed) Observe()
    {
        lock (_lock) return (_newest, _changed.Task);
    }

    /// <summary>Reads the head; the read begins after the call. Calls that wait share the next read.</summary>
    /// <exception cref="StorageDamagedException">The head is damaged, or older than one that was seen.</exception>
    public Task<KnownHead> ReadAsync(CancellationToken cancellationToken)
    {
        Task<KnownHead> read;
        lock (_lock)
        {
            // On the pool: the caller may be a grain, and others must not wait for that grain's turns.
            if (_reading is null or { IsCompleted: true }) read = _reading = Task.Run(ReadOnceAsync, CancellationToken.None);
            else if (_next is not null) read = _next;
            else
            {
                var running = _reading;
                read = _next = Task.Run(() => ReadAfterAsync(running), CancellationToken.None);
            }
        }

        return read.WaitAsync(cancellationToken); // a caller that gives up does not end the read of the others
    }

    /// <summary>Replaces the head if its version is still the one given.</summary>
    /// <returns>The head as it is stored now, or null when the condition was refused, which does not say that an earlier try failed.</returns>
    public async Task<KnownHead?> TryReplaceAsync(LogHeadDocument next, ETag? expected, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = expected is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            var response = await _blob.UploadAsync(BinaryData.FromBytes(next.ToBytes()), options, cancellationToken);
            return Note(new KnownHead(next, response.Value.ETag, response.GetRawResponse().Headers.Date), LogHeadDocument.None);
        }
        catch (RequestFailedException exception) when (BlobErrors.IsRefusal(exception))
        {
            return null;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<KnownHead> ReadAfterAsync(Task<KnownHead> running)
    {
        await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        lock (_lock)
        {
            _reading = _next!;
            _next = null;
        }

        return await ReadOnceAsync();
    }

    private async Task<KnownHead> ReadOnceAsync()
    {
        var before = Newest;
        var conditions = before.ETag is { } etag ? new BlobRequestConditions { IfNoneMatch = etag } : null;
        try
        {
            var response = await _blob.DownloadContentAsync(new BlobDownloadOptions { Conditions = conditions }, CancellationToken.None);
            var raw = response.GetRawResponse();
            if (raw.Status == 304) return before with { StoreTime = raw.Headers.Date };
            var document = LogHeadDocument.Read(response.Value.Content.ToMemory(), name);
            return Note(new KnownHead(document, response.Value.Details.ETag, raw.Headers.Date), before.Document);
        }
        catch (RequestFailedException exception) when (exception.Status == 304)
        {
            return before;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return before.ETag is null
                ? before with { StoreTime = exception.GetRawResponse()?.Headers.Date }
                : throw Lost(before.Document, "is gone");
        }
    }

    /// <summary>Remembers a head if it is the newest, after checking it against one that was seen before the read began.</summary>
    private KnownHead Note(KnownHead found, LogHeadDocument before)
    {
        if (found.Document.IsBefore(before)) throw Lost(before, $"is at epoch {found.Document.Epoch} of term {found.Document.Term}");
        TaskCompletionSource? changed = null;
        lock (_lock)
        {
            if (found.Document.IsBefore(_newest.Document)) return found; // a slow answer; a newer one overtook it
            if (found.Document.Epoch > _newest.Document.Epoch) (changed, _changed) = (_changed, NewSignal());
            _newest = found;
        }

        changed?.SetResult();
        return found;
    }

    private StorageDamagedException Lost(LogHeadDocument before, string now) => new(
        name, $"The store lost acknowledged writes: the head of the log was at epoch {before.Epoch} of term {before.Term} and {now}.");
}
