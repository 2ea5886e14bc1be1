using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Replication;

namespace OrleansSegmentation.Grains.Access;

/// <summary>Reads from one partition what some of its profiles have.</summary>
internal delegate Task<PartitionLookups<T>> PartitionRead<T>(IProfileReadingGrain partition, IReadOnlyList<LocatedIdentity> identities, long epoch)
    where T : class;

/// <summary>Finds the profiles of identities and reads them: every shard and every partition is asked once for all that is theirs.</summary>
/// <remarks>
/// Index and partitions answer at the epoch asked for or later, so that reading goes on while records arrive. A partition answers only for an
/// identity that its cluster has at that moment; one that moved in between is located again, at that moment or later.
/// </remarks>
/// <param name="shards">The shards of the identity index by their numbers.</param>
/// <param name="partitions">The partitions by their numbers.</param>
/// <param name="logger">Is told of partitions that do not answer.</param>
internal sealed partial class ProfileReader(Func<int, IIdentityLocationGrain> shards, Func<int, IProfileReadingGrain> partitions, ILogger logger)
{
    private const int MaxRoundsWithoutProgress = 10;

    /// <summary>Returns a reader of a sandbox's profiles.</summary>
    public static ProfileReader Of(Guid sandboxId, IGrainFactory grains, ILogger logger) => new(
        shard => grains.GetGrain<IIdentityLocationGrain>(ReplicaKey.Of(sandboxId, shard)),
        partition => grains.GetGrain<IProfileReadingGrain>(ReplicaKey.Of(sandboxId, partition)), logger);

    /// <summary>Looks up identities.</summary>
    /// <param name="identities">The identities.</param>
    /// <param name="source">What the sandbox said.</param>
    /// <param name="read">Reads the profiles of one partition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One answer for each identity.</returns>
    /// <exception cref="TimeoutException">Profiles moved faster than they could be read.</exception>
    /// <remarks>Where a part of the data did not answer, its look-ups say so; when nothing at all could be read, the error is thrown.</remarks>
    public async Task<IReadOnlyDictionary<UInt128, EntityLookup<T>>> ReadAsync<T>(
        IEnumerable<UInt128> identities, ProfileSource source, PartitionRead<T> read, CancellationToken cancellationToken)
        where T : class
    {
        var answers = new Dictionary<UInt128, EntityLookup<T>>();
        var open = identities.Distinct().ToList();
        var failures = new List<Exception>();
        var epoch = source.DataEpoch;
        for (var idleRounds = 0; open.Count > 0;)
        {
            var locations = await LocateAsync(open, epoch, source.ShardCount, cancellationToken);
            foreach (var unknown in open.Except(locations.ByPartition.SelectMany(static group => group.Select(static item => item.Key))))
                answers.Add(unknown, new EntityLookup<T>(LookupOutcome.Unknown, null));
            var results = await Task.WhenAll(locations.ByPartition.Select(group => ReadPartitionAsync(group, locations.Epoch, read, failures)));

            open.Clear();
            epoch = locations.Epoch;
            var answered = answers.Count;
            foreach (var (located, result) in results)
            {
                epoch = Math.Max(epoch, result.Epoch);
                for (var i = 0; i < located.Count; i++)
                {
                    if (result.Lookups[i] is { } answer) answers.Add(located[i].Key, answer);
                    else open.Add(located[i].Key);
                }
            }

            idleRounds = answers.Count > answered ? 0 : idleRounds + 1;
            if (idleRounds == MaxRoundsWithoutProgress) throw new TimeoutException("Profiles change faster than they can be read.");
        }

        if (failures.Count > 0 && answers.Values.All(static answer => answer.Outcome == LookupOutcome.Unavailable)) ExceptionDispatchInfo.Throw(failures[0]);
        return answers;
    }

    private async Task<Locations> LocateAsync(IReadOnlyList<UInt128> identities, long epoch, int shardCount, CancellationToken cancellationToken)
    {
        if (epoch == 0) return new Locations(0, []); // there was no record yet
        var sharded = ShardedKeys.Split(identities, shardCount);
        var answers = await Task.WhenAll(Enumerable.Range(0, shardCount).Select(shard => sharded.QuestionTo(shard) is { } question
            ? shards(shard).LocateAsync(question, epoch, cancellationToken)
            : Task.FromResult(new IdentityLocations(epoch, new IdentityClusters(default)))));
        var located = identities.Zip(sharded.Join([.. answers.Select(static answer => answer.Clusters)]))
            .Where(static item => item.Second.Exists)
            .ToLookup(static item => item.Second.Partition, static item => new LocatedIdentity(item.First, item.Second.Number));
        return new Locations(answers.Max(static answer => answer.Epoch), [.. located]);
    }

    private async Task<(List<LocatedIdentity> Located, PartitionLookups<T> Result)> ReadPartitionAsync<T>(
        IGrouping<int, LocatedIdentity> group, long epoch, PartitionRead<T> read, List<Exception> failures)
        where T : class
    {
        var located = group.ToList();
        try
        {
            return (located, await read(partitions(group.Key), located, epoch));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(logger, exception, group.Key);
            failures.Add(exception);
            return (located, new PartitionLookups<T>(epoch, [.. located.Select(static _ => new EntityLookup<T>(LookupOutcome.Unavailable, null))]));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Profiles of partition {Partition} could not be read.")]
    private static partial void LogFailed(ILogger logger, Exception exception, int partition);

    private sealed record Locations(long Epoch, IReadOnlyList<IGrouping<int, LocatedIdentity>> ByPartition);
}
