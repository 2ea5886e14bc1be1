using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>Answers which cluster an identity belongs to, at exactly the epoch asked for.</summary>
[Reentrant, CollectionAgeLimit(Days = 1)] // building it anew takes long
internal sealed class IdentityShardGrain(ReplicaLogs logs, EvaluationPool pool, ILogger<IdentityShardGrain> logger) : Grain, IIdentityShardGrain
{
    private IdentityShardReplica _replica = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _replica = new IdentityShardReplica(key.Index, logs.Get(key.SandboxId), pool, logger);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<ClusterRef>> FindAsync(IReadOnlyList<UInt128> keys, long epoch, CancellationToken cancellationToken)
    {
        try
        {
            return await _replica.FindAsync(keys, epoch, cancellationToken);
        }
        finally
        {
            if (_replica.HasFailed) DeactivateOnIdle(); // the next activation builds it anew
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_replica.HasFailed) await LastCheckpoint.TrySaveAsync(_replica, logger, cancellationToken);
    }

    public async Task CheckpointAsync(long epoch)
    {
        try
        {
            await _replica.SaveCheckpointAsync(epoch, CancellationToken.None);
        }
        finally
        {
            if (_replica.HasFailed) DeactivateOnIdle(); // the next activation builds it anew
        }
    }
}
