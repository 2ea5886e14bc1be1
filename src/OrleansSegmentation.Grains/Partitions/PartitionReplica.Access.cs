using System.Text.Json;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Listing;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Evaluation.Values;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Listing;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Partitions;

/// <content>Single profiles, their events, and the largest clusters.</content>
internal sealed partial class PartitionReplica
{
    private const int MaxAnswerBytes = 16 * 1024 * 1024; // what does not fit is asked for again; a message has its limit
    private const int ShownIdentities = 10;

    // An event is JSON as someone sent it: any path may exist.
    private static readonly DocumentPaths EventPaths = new(DocumentShape.Json, []);

    /// <summary>Reads profiles with events and memberships, as expressions see them.</summary>
    public Task<PartitionLookups<WholeProfile>> ReadWholeProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, long epoch, CancellationToken cancellationToken)
    {
        var mergePolicy = PolicyConversion.ToMergePolicy(policy);
        return LookUpAsync(
            identities, mergePolicy.Graph, epoch,
            number =>
            {
                var json = ProfileDocument.Write(_profiles.MergeRow(number, mergePolicy), number, _memberships.GetSegments(policy.IdentityGraph));
                var sources = _profiles.ReadSources(number, mergePolicy);
                return (Found(new WholeProfile(json, sources)), json.Length + sources.Length);
            },
            cancellationToken);
    }

    /// <summary>Reads profiles without their events.</summary>
    public Task<PartitionLookups<ProfileEntity>> ReadProfilesAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, IReadOnlyList<string>? fields, long epoch, CancellationToken cancellationToken)
    {
        var mergePolicy = PolicyConversion.ToMergePolicy(policy);
        var selection = fields is null ? null : FieldSelection.Of(fields);
        return LookUpAsync(
            identities, mergePolicy.Graph, epoch,
            number =>
            {
                var row = _profiles.MergeRows([number], mergePolicy, ProfileParts.Attributes);
                var json = EntityDocument.Write(ColumnValues.Row(row, 0).AsObject(), selection, number, _memberships.GetSegments(policy.IdentityGraph));
                var origin = _profiles.GetOrigin(number, mergePolicy);
                var entity = new ProfileEntity(_profiles.GetProfileKey(mergePolicy.Graph, number).ToXid(), origin.Datasets, json, origin.NewestMs ?? 0);
                return (Found(entity), json.Length);
            },
            cancellationToken);
    }

    /// <summary>Reads one page of events of each profile.</summary>
    public Task<PartitionLookups<EntityEvents>> ReadEventsAsync(
        IReadOnlyList<LocatedIdentity> identities, MergePolicySnapshot policy, EventQuery query, long epoch, CancellationToken cancellationToken)
    {
        var graph = IdentityGraphs.Parse(policy.IdentityGraph);
        var page = new EventPageQuery
        {
            StartMs = query.StartMs ?? long.MinValue,
            EndMs = query.EndMs ?? long.MaxValue,
            IsDescending = query.IsDescending,
            Start = query.Start,
            Limit = query.Limit,
            MaxBytes = MaxAnswerBytes,
            IsWanted = query.Filters.Count == 0 ? null : CompileFilters(query),
        };
        var selection = query.Fields is { } fields ? FieldSelection.Of(fields) : null;
        return LookUpAsync(
            identities, graph, epoch,
            number => _profiles.ReadEvents(graph, number, page) is { } found
                ? (Found(new EntityEvents(_profiles.GetProfileKey(graph, number).ToXid(), [.. found.Events.Select(item => Show(item, selection))], found.Next)),
                    found.Events.Sum(static item => item.Content.Length))
                : (new EntityLookup<EntityEvents>(LookupOutcome.UnknownStart, null), 0),
            cancellationToken);
    }

    /// <summary>Lists the largest clusters, at an epoch or later.</summary>
    public async Task<IReadOnlyList<IdentityCluster>> ListLargestClustersAsync(int minIdentities, int limit, long epoch, CancellationToken cancellationToken)
    {
        await CatchUpAsync(epoch, cancellationToken);
        var clusters = await RunAsync(() => ComputeAsync(() => _profiles.FindLargestClusters(minIdentities, limit, ShownIdentities)), cancellationToken);
        return
        [
            .. clusters.Select(static cluster => new IdentityCluster(
                cluster.Key.ToXid(), cluster.IdentityCount,
                [.. cluster.Identities.Select(static identity => new EntityIdentity(identity.Value, identity.Namespace, identity.IsPrimary))])),
        ];
    }

    private async Task<PartitionLookups<T>> LookUpAsync<T>(
        IReadOnlyList<LocatedIdentity> identities, IdentityGraph graph, long epoch, Func<int, (EntityLookup<T> Lookup, int Bytes)> read,
        CancellationToken cancellationToken)
        where T : class
    {
        await CatchUpAsync(epoch, cancellationToken);
        return await RunAsync(
            () => ComputeAsync(() =>
            {
                var lookups = new EntityLookup<T>?[identities.Count];
                long bytes = 0;
                for (var i = 0; i < lookups.Length && bytes < MaxAnswerBytes; i++)
                {
                    var identity = new IdentityKey(identities[i].Key);
                    if (!_profiles.HasIdentity(identities[i].Cluster, identity)) continue; // it moved
                    var number = _profiles.FindNumber(graph, identities[i].Cluster, identity);
                    if (number < 0)
                    {
                        lookups[i] = new EntityLookup<T>(LookupOutcome.Unknown, null); // without a graph only a primary identity names a profile
                    }
                    else if (_profiles.HasTooManyIdentities(graph, number))
                    {
                        lookups[i] = new EntityLookup<T>(LookupOutcome.TooManyIdentities, null);
                    }
                    else
                    {
                        (lookups[i], var size) = read(number);
                        bytes += size;
                    }
                }

                return new PartitionLookups<T>(AppliedEpoch, lookups);
            }),
            cancellationToken);
    }

    private static EntityLookup<T> Found<T>(T value)
        where T : class => new(LookupOutcome.Found, value);

    private static EntityEvent Show(ProfileEvent item, FieldSelection? selection) => new(
        item.Id, item.TimestampMs, selection is null ? item.Content : EntityDocument.Write(JsonValues.FromUtf8(item.Content.Span).AsObject(), selection));

    private static Func<ReadOnlyMemory<byte>, bool> CompileFilters(EventQuery query)
    {
        var filters = query.Filters.Select(static filter => DocumentFilter.Compile(EventPaths, filter)).ToArray();
        return content =>
        {
            using var document = JsonDocument.Parse(content);
            return Array.TrueForAll(filters, matches => matches(document.RootElement));
        };
    }
}
