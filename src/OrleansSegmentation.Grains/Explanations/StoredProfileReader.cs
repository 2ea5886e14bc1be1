using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Explanations;

/// <summary>Finds the profile of an identity and reads it, all at one data version.</summary>
internal sealed class StoredProfileReader(Guid sandboxId, IGrainFactory grains)
{
    private const int MaxAttempts = 10;

    /// <summary>Reads what the sandbox says, and the profile as it was at that moment; null when there is no such profile.</summary>
    /// <exception cref="TimeoutException">Data changed faster than it could be read.</exception>
    public async Task<MergedProfile?> ReadAsync(
        IdentityKey identity, ExplanationSource source, Func<Task<ExplanationSource>> readAgain, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadAsync(identity, source, cancellationToken);
            }
            catch (EpochGoneException) when (attempt < MaxAttempts)
            {
                source = await readAgain(); // records arrived in between
            }
            catch (EpochGoneException exception)
            {
                throw new TimeoutException("Data changes faster than the profile can be read.", exception);
            }
        }
    }

    private async Task<MergedProfile?> ReadAsync(IdentityKey identity, ExplanationSource source, CancellationToken cancellationToken)
    {
        if (source.DataEpoch == 0) return null;
        var cluster = await new IdentityLookup(sandboxId, source.ShardCount, grains).FindAsync(identity, source.DataEpoch, cancellationToken);
        if (!cluster.Exists) return null;
        var partition = grains.GetGrain<IProfilePartitionGrain>(ReplicaKey.Of(sandboxId, cluster.Partition));
        return await partition.ReadProfileAsync(cluster.Number, identity.Value, source.MergePolicy!, source.DataEpoch, cancellationToken);
    }
}
