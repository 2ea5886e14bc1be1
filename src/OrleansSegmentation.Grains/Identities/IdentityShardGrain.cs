using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Placement;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Identities;

/// <summary>Answers which cluster an identity belongs to.</summary>
[SpreadPlacement, Reentrant, CollectionAgeLimit(Days = 1)] // building it anew takes long
internal sealed class IdentityShardGrain(ReplicaLogs logs, EvaluationPool pool, ILogger<IdentityShardGrain> logger)
    : Grain, IIdentityShardGrain, IIdentityLocationGrain
{
    private IdentityShardReplica _replica = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = ReplicaKey.Parse(this.GetPrimaryKeyString());
        _replica = new IdentityShardReplica(key.Index, logs.Get(key.SandboxId), pool, logger);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_replica.HasFailed) await LastCheckpoint.TrySaveAsync(_replica, logger, cancellationToken);
    }

    public Task<IdentityClusters> FindAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.FindAsync(keys, epoch, cancellationToken));

    public Task<IdentityLocations> LocateAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken) =>
        GuardAsync(_replica.LocateAsync(keys, epoch, cancellationToken));

    public Task CheckpointAsync(long epoch) => GuardAsync(SaveAsync(epoch));

    private async Task<bool> SaveAsync(long epoch)
    {
        await _replica.SaveCheckpointAsync(epoch, CancellationToken.None);
        return true;
    }

    private async Task<T> GuardAsync<T>(Task<T> task)
    {
        try
        {
            return await task;
        }
        finally
        {
            if (_replica.HasFailed) DeactivateOnIdle(); // the next activation builds it anew
        }
    }
}
