using System.Diagnostics;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Replication;

/// <summary>The content of a batch in the log, fetched and decoded once for all replicas of the silo. Thread-safe.</summary>
internal sealed class ReplicaBatch(BatchItem item, IPartitionStore files, EvaluationPool pool, Action<long> grew, PayloadHandover? handover)
{
    // Decoded where it is read: a change of threads would take longer, and an entry may have hundreds of such batches.
    private const int SmallBytes = 32 << 10;

    private readonly object _gate = new();
    private Task<DecodedBatch>? _decoded;
    private Task<IdentitiesByShard>? _identities;

    /// <summary>Returns the content.</summary>
    /// <exception cref="StorageDamagedException">A staged file is missing, or bytes are damaged.</exception>
    public Task<DecodedBatch> DecodeAsync()
    {
        lock (_gate)
        {
            if (_decoded is null || _decoded.IsFaulted || _decoded.IsCanceled) _decoded = LoadAsync(); // a failed read may succeed next time
            return _decoded;
        }
    }

    /// <summary>Returns the identities of the records by the shard that keeps them: the shards of the silo share one walk through the records.</summary>
    /// <exception cref="StorageDamagedException">A staged file is missing, or bytes are damaged.</exception>
    public Task<IdentitiesByShard> SortIdentitiesAsync(int shardCount)
    {
        lock (_gate)
        {
            if (_identities is null || _identities.IsFaulted || _identities.IsCanceled) _identities = SortAsync(shardCount);
            return _identities;
        }
    }

    private async Task<IdentitiesByShard> SortAsync(int shardCount)
    {
        var batch = await DecodeAsync().ConfigureAwait(false);
        var identities = batch.Payload.SizeBytes <= SmallBytes
            ? IdentitiesByShard.Of(batch.Payload, shardCount)
            : await pool.RunAsync(files, () => IdentitiesByShard.Of(batch.Payload, shardCount), CancellationToken.None).ConfigureAwait(false);
        grew(identities.SizeBytes);
        return identities;
    }

    private async Task<DecodedBatch> LoadAsync()
    {
        // What this silo staged itself is in memory, checked. Else the file is read.
        var handed = item.Payload.Name is { } name && handover is not null && handover.TryTake(name, out var staged) ? staged : null;
        var payload = handed?.Encode() ?? await AttachmentReader.ReadAsync(files, item.Payload, CancellationToken.None).ConfigureAwait(false);
        var route = await AttachmentReader.ReadAsync(files, item.Route, CancellationToken.None).ConfigureAwait(false);
        var moves = new List<MovedCluster>(item.Moves.Count);
        foreach (var move in item.Moves)
            moves.Add(new MovedCluster(move.Loser, move.Winner, await AttachmentReader.ReadAsync(files, move.Content, CancellationToken.None).ConfigureAwait(false)));

        grew(payload.Length + route.Length + moves.Sum(static move => (long)move.Content.Length));
        if (payload.Length <= SmallBytes) return Decode(handed, payload, route, moves);
        return await pool.RunAsync(files, () => Decode(handed, payload, route, moves), CancellationToken.None).ConfigureAwait(false);
    }

    private DecodedBatch Decode(BatchPayload? handed, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> route, IReadOnlyList<MovedCluster> moves)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return new DecodedBatch(handed ?? BatchPayload.Decode(payload), BatchRoute.Decode(route.Span), moves, item.Receipt.BatchId, item.FirstPosition);
        }
        catch (InvalidDataException exception)
        {
            throw new StorageDamagedException(item.Payload.Name ?? $"batch {item.Receipt.BatchId}", exception.Message, exception);
        }
        finally
        {
            IngestMeter.AddTime("decode", start);
        }
    }
}

/// <summary>A batch, decoded.</summary>
/// <param name="Payload">The records.</param>
/// <param name="Route">Their clusters.</param>
/// <param name="Moves">The clusters that were joined into others.</param>
/// <param name="BatchId">Its id.</param>
/// <param name="FirstPosition">The position of the first record among those of all batches of the entry.</param>
internal sealed record DecodedBatch(BatchPayload Payload, BatchRoute Route, IReadOnlyList<MovedCluster> Moves, Guid BatchId, int FirstPosition);

/// <summary>A cluster that was joined into another, with its content.</summary>
internal sealed record MovedCluster(ClusterRef Loser, ClusterRef Winner, ReadOnlyMemory<byte> Content);
