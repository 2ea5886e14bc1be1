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
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Tests.EndToEnd;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>Reads everything about profiles and memberships at the end of a log from a store, and compares it with records merged and counted the slow way.</summary>
internal sealed class DataCheck : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SandboxState _state;
    private readonly List<LogEntry> _entries;
    private readonly Expectations _expected;
    private readonly PartitionReplica[] _partitions;
    private readonly IdentityShardReplica[] _shards;
    private readonly Dictionary<string, ClusterId> _clusters = new(StringComparer.Ordinal);

    /// <param name="machine">Where it works.</param>
    /// <param name="storage">The store: replicas are built from what it has.</param>
    /// <param name="state">The state at the end of the log.</param>
    /// <param name="entries">The whole log.</param>
    /// <param name="expected">What clients sent.</param>
    public DataCheck(Machine machine, ISegmentationStorage storage, SandboxState state, IReadOnlyList<SandboxLogEntry> entries, Expectations expected)
    {
        _state = state;
        _entries = [.. entries.Select(LogEntryJson.Decode)];
        _expected = expected;
        var log = new SandboxLogReader(Machine.Sandbox.SandboxId, storage, machine.Pool, new EntryCache(64 << 20));
        var never = new CheckpointPolicy(long.MaxValue, long.MaxValue); // looking must not change anything
        _partitions = [.. Enumerable.Range(0, state.PartitionCount).Select(partition => new PartitionReplica(partition, log, machine.Pool, NullLogger.Instance, never))];
        _shards = [.. Enumerable.Range(0, state.ShardCount).Select(shard => new IdentityShardReplica(shard, log, machine.Pool, NullLogger.Instance, never))];
    }

    /// <summary>Checks what the store says, and returns it as text.</summary>
    public async Task<string> RunAsync()
    {
        foreach (var partition in _partitions) await partition.CatchUpAsync(_state.Epoch, None);
        var records = RecordsUntil(_state.Epoch);
        await FindClustersAsync(records);
        CheckComponents(records);
        var profiles = await CheckProfilesAsync(records);
        foreach (var publish in _entries.SelectMany(static entry => entry.Items).OfType<PublishItem>()) CheckCounts(publish);
        foreach (var segmentId in _state.Definitions.OldestFirst.Select(static definition => definition.Id)) CheckMembers(segmentId);
        CheckDropped();
        return string.Join('\n', [.. profiles, .. _clusters.OrderBy(static cluster => cluster.Key).Select(static cluster => $"{cluster.Key} {cluster.Value}"), .. MembershipsOf(_partitions)]);
    }

    /// <summary>Describes all memberships of partitions.</summary>
    public static IEnumerable<string> MembershipsOf(IEnumerable<PartitionReplica> partitions) => partitions.SelectMany(static (partition, index) =>
        partition.Memberships.Segments.OrderBy(static segment => segment.Key).Select(segment => string.Create(
            CultureInfo.InvariantCulture,
            $"{index} {segment.Key} {segment.Value.IdentityGraph} {segment.Value.QualifiedAtMs} {segment.Value.Absorbed} {segment.Value.Deleted} [{string.Join(',', segment.Value.Realized.ToNumbers())}] [{string.Join(',', segment.Value.Exited.OrderBy(static exit => exit.Key))}]")));

    public void Dispose()
    {
        foreach (var partition in _partitions) partition.Dispose();
    }

    private List<SampleRecord> RecordsUntil(long epoch) =>
    [
        .. _entries.Where(entry => entry.Epoch <= epoch).SelectMany(static entry => entry.Items).OfType<BatchItem>()
            .SelectMany(batch => _expected.Find(batch.Receipt.BatchId).Records),
    ];

    private async Task FindClustersAsync(IReadOnlyList<SampleRecord> records)
    {
        var identities = records.SelectMany(static record => record.Identities).Select(static identity => identity.Value).Distinct().ToList();
        if (identities.Count == 0) return;
        var keys = identities.ConvertAll(static id => IdentityKey.Of(ScriptBatch.Namespace, id).Value);
        var sharded = ShardedKeys.Split(keys, _shards.Length);
        var answers = new IdentityClusters[_shards.Length];
        for (var shard = 0; shard < answers.Length; shard++)
            answers[shard] = await _shards[shard].FindAsync(sharded.QuestionTo(shard) ?? new IdentityKeys(default), _state.Epoch, None);
        var found = sharded.Join(answers);
        for (var i = 0; i < found.Length; i++) _clusters[identities[i]] = found[i];
    }

    private void CheckComponents(IReadOnlyList<SampleRecord> records)
    {
        var components = ReferenceMerger.Components(records).Select(static component => component.SelectMany(static record => record.Identities).Select(static identity => identity.Value).Distinct().ToList()).ToList();
        Assert.All(_clusters.Values, static cluster => Assert.True(cluster.Exists));
        Assert.Equal(components.Count, _clusters.Values.Distinct().Count());
        Assert.All(components, component => Assert.Single(component.Select(id => _clusters[id]).Distinct()));
    }

    private async Task<List<string>> CheckProfilesAsync(IReadOnlyList<SampleRecord> records)
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
        Assert.Equal(ReferenceMerger.Merge(records, PolicyConversion.ToMergePolicy(policy)), profiles);
        return profiles;
    }

    private void CheckCounts(PublishItem publish)
    {
        var recount = RecountOf(publish, out var accepted);
        foreach (var policy in publish.Result.Policies) Assert.Equal(recount.CountProfiles(policy.MergePolicyId), policy.Profiles);
        foreach (var segment in publish.Result.Segments)
        {
            Assert.True(recount.CountMembers(segment.SegmentId) == segment.Realized, $"job {accepted.IdempotencyKey}: {segment.Realized} members, not {recount.CountMembers(segment.SegmentId)}");
            Assert.Equal(recount.CountNamespaces(segment.SegmentId).OrderBy(static name => name.Key), segment.Namespaces.OrderBy(static name => name.Key));
        }
    }

    // A profile of today is a member when one of the profiles it was made of was one; every partition shows the same job.
    private void CheckMembers(Guid segmentId)
    {
        var publish = _entries.SelectMany(static entry => entry.Items).OfType<PublishItem>().LastOrDefault(publish => publish.SegmentIds.Contains(segmentId));
        var memberships = _partitions.Select(partition => partition.Memberships.Segments.GetValueOrDefault(segmentId)).ToList();
        if (publish is null)
        {
            Assert.All(memberships, Assert.Null);
            return;
        }

        var nowMs = _entries[(int)publish.StartEpoch - 1].TimeMs;
        Assert.All(memberships, membership => Assert.Equal(nowMs, membership!.QualifiedAtMs));
        var expected = RecountOf(publish, out _).MembersOf(segmentId)
            .Select(primaries => _clusters[primaries.First()[(ScriptBatch.Namespace.Length + 1)..]]).ToHashSet();
        var found = memberships.SelectMany(static (membership, partition) => membership!.Realized.ToNumbers().Select(number => new ClusterId(partition, number))).ToHashSet();
        Assert.True(expected.SetEquals(found), $"members of {segmentId}: {string.Join(' ', found)}, not {string.Join(' ', expected)}");
    }

    private void CheckDropped()
    {
        foreach (var drop in _entries.SelectMany(static entry => entry.Items).OfType<DropItem>())
            Assert.All(_partitions, partition => Assert.DoesNotContain(drop.SegmentId, partition.Memberships.Segments.Keys));
    }

    private Recount RecountOf(PublishItem publish, out AcceptItem accepted)
    {
        accepted = _entries.SelectMany(static entry => entry.Items).OfType<AcceptItem>().Single(accept => accept.JobId == publish.JobId);
        var recount = new Recount(RecordsUntil(publish.StartEpoch), _entries[(int)publish.StartEpoch - 1].TimeMs);
        var policies = accepted.Policies.ToDictionary(static policy => policy.Id, PolicyConversion.ToMergePolicy);
        foreach (var segment in accepted.Segments.OrderBy(segment => segment.Segment!.Expression.Value.Contains("inSegment", StringComparison.Ordinal)))
            recount.Add(segment.SegmentId, segment.Segment!.Expression.Value, policies[segment.Segment.MergePolicyId]);
        return recount;
    }
}
