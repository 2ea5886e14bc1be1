using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Ingest;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>One shard of the identity index of a sandbox.</summary>
internal sealed class IdentityShardReplica(int shard, SandboxLogReader log, EvaluationPool pool, ILogger logger) : Replica(log, logger)
{
    // Applied where it is read: that takes less time than a change of threads.
    private const int SmallKeyCount = 256;

    private readonly CheckpointStore _checkpoints = new(log.Files, $"shard/{shard}");
    private readonly CheckpointPolicy _policy = new();
    private IdentityIndex _index = new();

    /// <summary>Finds the clusters of identities at exactly an epoch.</summary>
    public Task<IReadOnlyList<ClusterRef>> FindAsync(IReadOnlyList<UInt128> keys, long epoch, CancellationToken cancellationToken) =>
        ReadAtAsync(epoch, () => pool.RunAsync(this, () => Find(keys), cancellationToken), cancellationToken);

    protected override async Task<(long Epoch, long DataEpoch)> LoadAsync()
    {
        if (await _checkpoints.LoadAsync(CancellationToken.None) is not { } manifest) return default;
        var bytes = await _checkpoints.ReadAsync(manifest.StateName, CancellationToken.None);
        _index = await pool.RunAsync(this, () => Decode(manifest.StateName, bytes), CancellationToken.None);
        return (manifest.Epoch, manifest.DataEpoch);
    }

    protected override async Task ApplyAsync(ReplicaEntry entry, long lastEpoch)
    {
        foreach (var item in entry.Items)
        {
            if (item is DescribeItem describe)
            {
                _index = new IdentityIndex(shard, describe.ShardCount);
            }
            else if (item is BatchItem batch)
            {
                var decoded = await entry.GetBatch(batch).DecodeAsync();
                if (decoded.Payload.KeyCount <= SmallKeyCount) Apply(decoded);
                else await pool.RunAsync(this, () => Apply(decoded), CancellationToken.None);
                _policy.Count(decoded.Payload.KeyCount * 22L);
            }
        }
    }

    protected override async Task SettleAsync()
    {
        if (!_policy.IsDue) return;
        var bytes = await pool.RunAsync(this, _index.Encode, CancellationToken.None);
        var name = _checkpoints.NextPrefix() + ".index";
        await _checkpoints.SaveAsync(
            new CheckpointDraft(AppliedEpoch, DataEpoch, name, null, [(name, (stream, token) => stream.WriteAsync(bytes, token).AsTask())], [name]),
            CancellationToken.None);
        _policy.Reset();
    }

    private static IdentityIndex Decode(string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return IdentityIndex.Decode(bytes.Span);
        }
        catch (InvalidDataException exception)
        {
            throw new StorageDamagedException(name, exception.Message, exception);
        }
    }

    private bool Apply(DecodedBatch batch)
    {
        var start = Stopwatch.GetTimestamp();
        _index.Apply(batch.Payload, batch.Route);
        IngestMeter.AddTime("index", start);
        return true;
    }

    private IReadOnlyList<ClusterRef> Find(IReadOnlyList<UInt128> keys)
    {
        var clusters = new ClusterRef[keys.Count];
        for (var index = 0; index < clusters.Length; index++)
        {
            var cluster = _index.Find(keys[index]);
            clusters[index] = new ClusterRef(cluster.Partition, cluster.Number);
        }

        return clusters;
    }
}
