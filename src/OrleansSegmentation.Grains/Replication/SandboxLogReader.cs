using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>Reads the log of one sandbox for all replicas of this silo. Reads committed entries only. Thread-safe.</summary>
internal sealed class SandboxLogReader(Guid sandboxId, ISegmentationStorage storage, EvaluationPool pool, EntryCache cache, PayloadHandover? handover = null)
{
    private const int MaxEntriesPerLoad = 256;
    private const int MaxBytesPerLoad = 8 << 20;
    private const int InlineDecodingBytes = 32 << 10; // more takes milliseconds: that belongs on the pool

    private readonly ISandboxLog _log = storage.GetLog(sandboxId);
    private readonly IPartitionStore _files = storage.GetFiles(sandboxId);
    private readonly SemaphoreSlim _loading = new(1);
    private long _seenEpoch;

    /// <summary>Gets the payloads staged by this silo whose entries are not read yet; null when nobody offers any.</summary>
    public PayloadHandover? Handover => handover;

    /// <summary>Gets the files of the sandbox.</summary>
    public IPartitionStore Files => _files;

    /// <summary>Gets the last epoch that was seen committed; there may be later ones.</summary>
    public long SeenEpoch => Volatile.Read(ref _seenEpoch);

    /// <summary>Waits until an epoch is committed.</summary>
    /// <returns>The last committed epoch.</returns>
    /// <exception cref="StorageDamagedException">The store lost entries that were committed.</exception>
    public async Task<long> WaitForEpochAsync(long epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (SeenEpoch >= epoch) return SeenEpoch;
            var head = await ReadHeadEpochAsync(cancellationToken).ConfigureAwait(false);
            if (head >= epoch) return head;
            await _log.WaitForEpochAfterAsync(epoch - 1, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the last committed epoch: at least what was committed when the call began.</summary>
    public async ValueTask<long> ReadHeadEpochAsync(CancellationToken cancellationToken)
    {
        var seen = SeenEpoch; // before the read: another read that began later may end earlier
        var head = await _log.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (head.Epoch < seen) throw new StorageDamagedException("head", $"The log was at epoch {seen} and is now at epoch {head.Epoch}: the store lost committed entries.");
        Raise(head.Epoch);
        return head.Epoch;
    }

    /// <summary>Returns whether an entry, and the files that it names, may be gone.</summary>
    public async ValueTask<bool> IsTrimmedAsync(long epoch, CancellationToken cancellationToken) =>
        (await _log.ReadHeadAsync(cancellationToken).ConfigureAwait(false)).Floor >= epoch;

    /// <summary>Reads one entry that is known to be committed.</summary>
    /// <exception cref="StorageDamagedException">It is missing or damaged.</exception>
    /// <exception cref="EntriesTrimmedException">It is gone: a newer checkpoint contains it.</exception>
    public async ValueTask<ReplicaEntry> ReadAsync(long epoch, CancellationToken cancellationToken)
    {
        if (cache.Find(sandboxId, epoch) is { } cached) return cached;
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false); // replicas ask for the same entries at about the same time
        try
        {
            return cache.Find(sandboxId, epoch) ?? await LoadAsync(epoch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Returns whether a job that started at an epoch has ended by another: cancelled, failed or published.</summary>
    public async ValueTask<bool> HasEndedAsync(Guid jobId, long startEpoch, long lastEpoch, CancellationToken cancellationToken)
    {
        for (var epoch = startEpoch + 1; epoch <= lastEpoch; epoch++)
        {
            var entry = await ReadAsync(epoch, cancellationToken).ConfigureAwait(false);
            if (entry.Items.Any(item => JobEnds.Find(item) == jobId)) return true;
        }

        return false;
    }

    private async Task<ReplicaEntry> LoadAsync(long first, CancellationToken cancellationToken)
    {
        var last = Math.Min(first + MaxEntriesPerLoad - 1, Math.Max(first, SeenEpoch));
        ReplicaEntry? wanted = null;
        long loadedBytes = 0;
        await foreach (var stored in _log.ReadAsync(first, last, cancellationToken).ConfigureAwait(false))
        {
            var decoded = stored.Content.Length <= InlineDecodingBytes
                ? LogEntryJson.Decode(stored)
                : await pool.RunAsync(this, () => LogEntryJson.Decode(stored), cancellationToken).ConfigureAwait(false);
            var entry = new ReplicaEntry(decoded, item => new ReplicaBatch(item, _files, pool, size => cache.Grow(sandboxId, stored.Epoch, size), handover));
            cache.Add(sandboxId, entry, stored.Content.Length);
            wanted ??= entry;
            loadedBytes += stored.Content.Length;
            if (loadedBytes > MaxBytesPerLoad) break;
        }

        return wanted ?? throw new StorageDamagedException($"log entry {first}", "A committed entry is missing.");
    }

    private void Raise(long epoch)
    {
        for (var seen = SeenEpoch; seen < epoch;)
        {
            var before = Interlocked.CompareExchange(ref _seenEpoch, epoch, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
