using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Replication;

namespace OrleansSegmentation.Grains.Access;

/// <inheritdoc cref="IProfileAccessGrain" />
[StatelessWorker, Reentrant]
internal sealed class ProfileAccessGrain(ILogger<ProfileAccessGrain> logger) : Grain, IProfileAccessGrain
{
    public Task<ServiceResult<EntityAnswers<ProfileEntity>>> ReadProfilesAsync(ProfileQuery query, CancellationToken cancellationToken) =>
        ReadAsync<ProfileEntity>(
            query.Entities, query.MergePolicyId,
            source => (partition, identities, epoch) =>
                partition.ReadProfilesAsync(identities, source.MergePolicy!, query.Fields, epoch, cancellationToken),
            cancellationToken);

    public Task<ServiceResult<EntityAnswers<EntityEvents>>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ReadAsync<EntityEvents>(
            query.Entities, query.MergePolicyId,
            source => (partition, identities, epoch) => partition.ReadEventsAsync(identities, source.MergePolicy!, query, epoch, cancellationToken),
            cancellationToken);

    public async Task<IReadOnlyList<IdentityCluster>> ListLargestClustersAsync(int minIdentities, int limit, CancellationToken cancellationToken)
    {
        var source = await ReadSourceAsync(null, cancellationToken);
        if (source.DataEpoch == 0) return [];
        var lists = await Task.WhenAll(Enumerable.Range(0, source.PartitionCount).Select(partition =>
            GrainFactory.GetGrain<IProfileReadingGrain>(ReplicaKey.Of(this.GetPrimaryKey(), partition))
                .ListLargestClustersAsync(minIdentities, limit, source.DataEpoch, cancellationToken)));

        // A cluster that moved while the partitions were asked may be in two lists: the larger one is the newer one.
        return
        [
            .. lists.SelectMany(static list => list)
                .OrderByDescending(static cluster => cluster.IdentityCount).ThenBy(static cluster => cluster.EntityId, StringComparer.Ordinal)
                .DistinctBy(static cluster => cluster.EntityId).Take(limit),
        ];
    }

    private async Task<ServiceResult<EntityAnswers<T>>> ReadAsync<T>(
        IReadOnlyList<EntityReference> entities, Guid? mergePolicyId, Func<ProfileSource, PartitionRead<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        var source = await ReadSourceAsync(mergePolicyId, cancellationToken);
        if (source.MergePolicy is null) return MergePolicyFaults.NotFound(mergePolicyId!.Value);
        var keys = entities.Select(EntityKeys.Of).ToList();
        var lookups = await ProfileReader.Of(this.GetPrimaryKey(), GrainFactory, logger).ReadAsync(
            keys.Where(static key => key is not null).Select(static key => key!.Value.Value), source, read(source), cancellationToken);
        return new EntityAnswers<T>([.. entities.Zip(keys, (entity, key) => key is null
            ? new EntityAnswer<T>(entity.Id, new EntityLookup<T>(LookupOutcome.Unknown, null))
            : new EntityAnswer<T>(key.Value.ToXid(), lookups[key.Value.Value]))]);
    }

    private Task<ProfileSource> ReadSourceAsync(Guid? mergePolicyId, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<IProfileSourceGrain>(this.GetPrimaryKey()).ReadAsync(null, mergePolicyId, cancellationToken);
}
