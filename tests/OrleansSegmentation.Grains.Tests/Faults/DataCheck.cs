using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>Reads everything about profiles and memberships at the end of a log from a store, with new replicas, and compares it with the plain model.</summary>
internal sealed class DataCheck : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SandboxState _state;
    private readonly PlainData _plain;
    private readonly PartitionReplica[] _partitions;
    private readonly IdentityShardReplica[] _shards;
    private readonly Dictionary<string, ClusterId> _clusters = new(StringComparer.Ordinal);

    /// <param name="machine">Where it works.</param>
    /// <param name="storage">The store: replicas are built from what it has.</param>
    /// <param name="state">The state at the end of the log.</param>
    /// <param name="plain">What the log means.</param>
    public DataCheck(Machine machine, ISegmentationStorage storage, SandboxState state, PlainData plain)
    {
        (_state, _plain) = (state, plain);
        var log = new SandboxLogReader(Machine.Sandbox.SandboxId, storage, machine.Pool, new EntryCache(64 << 20));
        var never = new CheckpointPolicy(long.MaxValue, long.MaxValue); // looking must not change anything
        _partitions = [.. Enumerable.Range(0, state.PartitionCount).Select(partition => new PartitionReplica(partition, log, machine.Pool, NullLogger.Instance, never))];
        _shards = [.. Enumerable.Range(0, state.ShardCount).Select(shard => new IdentityShardReplica(shard, log, machine.Pool, NullLogger.Instance, never))];
    }

    /// <summary>Checks what the store says, and returns it as text.</summary>
    public async Task<string> RunAsync()
    {
        foreach (var partition in _partitions) await partition.CatchUpAsync(_state.Epoch, None);
        await FindClustersAsync();
        CheckComponents();
        var profiles = await ReadProfilesAsync();
        foreach (var publish in _plain.Items<PublishItem>()) CheckCounts(publish);
        foreach (var definition in _state.Definitions.OldestFirst) CheckMembers(definition.Id);
        foreach (var drop in _plain.Items<DropItem>())
            Assert.All(_partitions, partition => Assert.DoesNotContain(drop.SegmentId, partition.Memberships.Segments.Keys));
        var clusters = _clusters.OrderBy(static cluster => cluster.Key, StringComparer.Ordinal).Select(static cluster => $"{cluster.Key} {cluster.Value}");
        return string.Join('\n', [.. profiles, .. clusters, .. MembershipsOf(_partitions)]);
    }

    /// <summary>Describes all memberships of partitions.</summary>
    public static IEnumerable<string> MembershipsOf(IEnumerable<PartitionReplica> partitions) => partitions.SelectMany(static (partition, index) =>
        partition.Memberships.Segments.OrderBy(static segment => segment.Key).Select(segment => Describe(index, segment.Key, segment.Value)));

    public void Dispose()
    {
        foreach (var partition in _partitions) partition.Dispose();
    }

    private static string Describe(int partition, Guid segmentId, SegmentMembership membership) => string.Create(
        CultureInfo.InvariantCulture,
        $"{partition} {segmentId} {membership.IdentityGraph} {membership.QualifiedAtMs} {membership.Absorbed} {membership.Deleted}"
        + $" [{string.Join(',', membership.Realized.ToNumbers())}] [{string.Join(',', membership.Exited.OrderBy(static exit => exit.Key))}]");

    private async Task FindClustersAsync()
    {
        var identities = _plain.Items<BatchItem>().Count() == 0 ? [] : _plain.Components.SelectMany(static component => component).Append("never seen").ToList();
        var sharded = ShardedKeys.Split(identities.ConvertAll(static id => IdentityKey.Of(ScriptBatch.Namespace, id).Value), _shards.Length);
        var answers = new IdentityClusters[_shards.Length];
        for (var shard = 0; shard < answers.Length; shard++)
            answers[shard] = await _shards[shard].FindAsync(sharded.QuestionTo(shard) ?? new IdentityKeys(default), _state.Epoch, None);
        var found = sharded.Join(answers);
        for (var i = 0; i < found.Length; i++) _clusters[identities[i]] = found[i];
        if (_clusters.Remove("never seen", out var none)) Assert.False(none.Exists);
    }

    private void CheckComponents()
    {
        Assert.All(_clusters, static cluster => Assert.True(cluster.Value.Exists, $"{cluster.Key} is in no cluster"));
        Assert.Equal(_plain.Components.Count, _clusters.Values.Distinct().Count());
        Assert.All(_plain.Components, component => Assert.Single(component.Select(id => _clusters[id]).Distinct()));
    }

    private async Task<List<string>> ReadProfilesAsync()
    {
        var policy = MergePolicyCatalog.SnapshotOf(_state.MergePolicies.Find(_state.MergePolicies.DefaultId)!);
        var profiles = new List<string>();
        foreach (var (identity, cluster) in _clusters.DistinctBy(static cluster => cluster.Value))
        {
            var located = new LocatedIdentity(IdentityKey.Of(ScriptBatch.Namespace, identity).Value, cluster.Number);
            var read = await _partitions[cluster.Partition].ReadWholeProfilesAsync([located], policy, _state.Epoch, None);
            var json = JsonNode.Parse(Encoding.UTF8.GetString(read.Lookups[0]!.Value!.Json.Span))!.AsObject();
            json.Remove("segmentMembership");
            profiles.Add(RowJson.Canonical(json));
        }

        profiles.Sort(StringComparer.Ordinal);
        Assert.Equal(_plain.MergeProfiles(policy), profiles);
        return profiles;
    }

    private void CheckCounts(PublishItem publish)
    {
        var recount = _plain.RecountOf(publish);
        foreach (var policy in publish.Result.Policies) Assert.Equal(recount.CountProfiles(policy.MergePolicyId), policy.Profiles);
        foreach (var segment in publish.Result.Segments)
        {
            Assert.True(recount.CountMembers(segment.SegmentId) == segment.Realized, $"{segment.Realized} members, not {recount.CountMembers(segment.SegmentId)}");
            Assert.Equal(recount.CountNamespaces(segment.SegmentId).OrderBy(static name => name.Key), segment.Namespaces.OrderBy(static name => name.Key));
        }
    }

    // A profile of today is a member when one of the profiles it was made of was one; every partition shows the same job.
    private void CheckMembers(Guid segmentId)
    {
        var publish = _plain.Items<PublishItem>().LastOrDefault(publish => publish.SegmentIds.Contains(segmentId));
        var memberships = _partitions.Select(partition => partition.Memberships.Segments.GetValueOrDefault(segmentId)).ToList();
        if (publish is null)
        {
            Assert.All(memberships, Assert.Null);
            return;
        }

        Assert.All(memberships, membership => Assert.Equal(_plain.TimeOf(publish.StartEpoch), membership!.QualifiedAtMs));
        var expected = _plain.RecountOf(publish).MembersOf(segmentId).SelectMany(static primaries => primaries)
            .Select(primary => _clusters.GetValueOrDefault(primary[(ScriptBatch.Namespace.Length + 1)..], ClusterId.None)).Where(static cluster => cluster.Exists).ToHashSet();
        var found = memberships.SelectMany(static (membership, partition) => membership!.Realized.ToNumbers().Select(number => new ClusterId(partition, number))).ToHashSet();
        // What splits off by a deletion starts without membership; the next job finds it.
        var isRight = _plain.IsDeletedAfter(publish.StartEpoch) ? found.IsSubsetOf(expected) : found.SetEquals(expected);
        Assert.True(isRight, $"members of {segmentId}: {string.Join(' ', found)}, not {string.Join(' ', expected)}");
    }
}
