using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.Tests.Identities;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>Random histories of records that link profiles and of deletions, with jobs between, against sets of records linked the obvious way.</summary>
public sealed class PartitionHistoryTests
{
    private const int PartitionCount = 3;
    private static readonly string[] Datasets = ["crm", "web", "shop"];
    private static readonly Guid Rich = ReplicatedSandbox.Segment(1, "").SegmentId;
    private static readonly Guid Poor = ReplicatedSandbox.Segment(2, "").SegmentId;
    private static readonly Guid RichAlone = ReplicatedSandbox.Segment(3, "").SegmentId;
    private static readonly Guid PoorAlone = ReplicatedSandbox.Segment(4, "").SegmentId;
    private static readonly Guid[] Segments = [Rich, Poor, RichAlone, PoorAlone];
    private static readonly MergePolicySnapshot Unlinked = ReplicatedSandbox.Newest with { Id = new Guid(8, 0, 0, new byte[8]), IdentityGraph = "none" };
    private static readonly JobRequest Request = new(
        [
            ReplicatedSandbox.Segment(1, "loyalty.points >= 50"), ReplicatedSandbox.Segment(2, "loyalty.points < 20"),
            ReplicatedSandbox.Segment(3, "loyalty.points >= 50", Unlinked), ReplicatedSandbox.Segment(4, "loyalty.points < 20", Unlinked),
        ],
        [ReplicatedSandbox.Newest, Unlinked]);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public async Task Jobs_AmongRecordsThatJoinProfilesAndRemovals_FindWhatThePlainModelFinds(int seed)
    {
        using var history = new History(seed, checkpointEpochs: seed % 2 == 0 ? 4_096 : 5);
        for (var step = 0; step < 200; step++) await history.StepAsync();
        Assert.Equal(seed % 2 == 0 ? 0 : PartitionCount, history.Checkpoints);
        Assert.True(history.Published > 1 && history.Joins > 5 && history.Removals > 5, $"Seed {seed} tested nothing: {history.Published} jobs, {history.Joins} joins, {history.Removals} removals.");
    }

    private sealed class History(int seed, long checkpointEpochs) : IDisposable
    {
        private readonly Random _random = new(seed);
        private readonly ReplicatedSandbox _sandbox = new(PartitionCount, checkpointEpochs);
        private readonly PlainProfiles _plain = new();
        private Dictionary<Guid, List<PlainProfile>> _members = new() { [Rich] = [], [Poor] = [], [RichAlone] = [], [PoorAlone] = [] }; // as found by the last published job
        private EvaluateRequest? _running;
        private PartitionResult[]? _results;
        private Dictionary<Guid, List<PlainProfile>> _found = [];
        private Dictionary<Guid, long> _foundCounts = [];
        private Dictionary<Guid, long> _published = Zeros(); // how many the last published job found
        private Dictionary<Guid, long> _deleted = Zeros(); // members deleted since it started
        private Dictionary<Guid, long> _foundDeleted = Zeros(); // and of the running one
        private Dictionary<Guid, long> _expectedDeleted = []; // what the running one has to report
        private int _identities;
        private long _sequence;
        private long _publishedAtMs;

        public int Checkpoints => _sandbox.Files.Names.Count(static name => name.EndsWith(".state", StringComparison.Ordinal));

        public int Published { get; private set; }

        public int Joins { get; private set; }

        public int Removals { get; private set; }

        public void Dispose() => _sandbox.Dispose();

        public async Task StepAsync()
        {
            switch (_random.Next(10))
            {
                case < 5: await IngestAsync(); break;
                case 5: await RemoveAsync(); break;
                case 6: await StartAsync(); break;
                case 7: await EvaluateAsync(); break;
                case 8: await PublishAsync(); break;
                default: await RestartAsync(); break;
            }
        }

        private async Task IngestAsync() => await _sandbox.Writer.AppendAsync(await ComposeAsync());

        private async Task<BatchItem> ComposeAsync()
        {
            var records = new List<PlainRecord>();
            var dataset = Datasets[_random.Next(Datasets.Length)];
            for (var count = _random.Next(1, 8); count > 0; count--)
            {
                var identities = new List<string>();
                for (var identity = _random.Next(1, 4); identity > 0; identity--)
                    identities.Add($"c{(_random.Next(2) == 0 || _identities == 0 ? _identities++ : _random.Next(_identities))}");
                var time = LogTimeOf(_sandbox.Writer.Epoch) + _random.Next(-20, 1) * 500;
                records.Add(new PlainRecord([.. identities.Distinct()], _random.Next(100), time, _sequence++, dataset, Guid.Empty));
            }

            var batch = await _sandbox.Writer.ComposeAsync(string.Join('\n', records.Select(static record => record.ToJson())), dataset, staged: _random.Next(2) == 0);
            foreach (var record in records) _plain.Add(record with { BatchId = batch.Receipt.BatchId });
            Joins += batch.Moves.Count;
            return batch;
        }

        private async Task RemoveAsync()
        {
            var before = _plain.ToProfiles();
            if (before.Count == 0) return;
            var cursors = new int[PartitionCount];
            RemovalSource source;
            switch (_random.Next(4))
            {
                case 0:
                    var dataset = Datasets[_random.Next(Datasets.Length)];
                    source = new RemovalSource(null, dataset, null, _sandbox.Writer.Epoch);
                    _plain.Remove(record => record.Dataset == dataset);
                    break;
                case 1 when _plain.Batches.Count > 0:
                    var batchId = _plain.Batches[_random.Next(_plain.Batches.Count)];
                    source = new RemovalSource(null, null, batchId, _sandbox.Writer.Epoch);
                    _plain.Remove(record => record.BatchId == batchId);
                    break;
                default:
                    var profile = before[_random.Next(before.Count)];
                    var cluster = _sandbox.Writer.Index.Find(IdentityKey.Of("crmid", profile.Identities.First()).Value);
                    Array.Fill(cursors, -1);
                    cursors[cluster.Partition] = 0;
                    source = new RemovalSource(cluster.Number, null, null, 0);
                    _plain.Remove(record => record.Identities.Any(profile.Identities.Contains));
                    break;
            }

            var maxClusters = _random.Next(1, 6);
            while (cursors.Any(static cursor => cursor >= 0))
            {
                await _sandbox.Writer.AppendAsync(await _sandbox.ComposeRemovalAsync(source, cursors, maxClusters, staged: _random.Next(2) == 0));
                if (_random.Next(4) == 0) await _sandbox.RestartAsync();
            }

            var (after, primaries) = (_plain.ToProfiles(), _plain.ToPrimaryProfiles().Select(static profile => profile.Primary!).ToHashSet());
            foreach (var segmentId in Segments)
            {
                (_members[segmentId], var deleted) = CarryOver(_members[segmentId]);
                _deleted[segmentId] += deleted;
                if (_running is null) continue;
                (_found[segmentId], deleted) = CarryOver(_found[segmentId]);
                _foundDeleted[segmentId] += deleted;

                (List<PlainProfile> Members, long Deleted) CarryOver(List<PlainProfile> members)
                {
                    if (segmentId == Rich || segmentId == Poor) return CarryLinked(members, before, after);
                    var left = members.Where(member => primaries.Contains(member.Primary!)).ToList();
                    return (left, members.Count - left.Count);
                }
            }

            Removals++;
            await CompareMembersAsync();
            await CompareIdentitiesAsync();
        }

        // Of a profile that falls apart, the oldest part goes on as the member.
        private static (List<PlainProfile> Members, long Deleted) CarryLinked(
            List<PlainProfile> members, IReadOnlyList<PlainProfile> before, IReadOnlyList<PlainProfile> after)
        {
            var carried = new List<PlainProfile>();
            long deleted = 0;
            foreach (var profile in before.Where(profile => members.Any(member => member.Identities.Overlaps(profile.Identities))))
            {
                var oldest = after.Where(part => part.Identities.Overlaps(profile.Identities)).MinBy(static part => part.Oldest);
                if (oldest is null) deleted++;
                else carried.Add(oldest);
            }

            return (carried, deleted);
        }

        private async Task CompareIdentitiesAsync()
        {
            var keys = Enumerable.Range(0, _identities).Select(static number => IdentityKey.Of("crmid", $"c{number}").Value).ToList();
            var found = await new ShardedIdentities(_sandbox.SandboxId, _sandbox.Storage, _sandbox.Pool, shardCount: 1).FindAsync(keys, _sandbox.Writer.Epoch);
            Check(keys.Select(_sandbox.Writer.Index.Find).SequenceEqual(found), "another identity index in the shard");
            var known = _plain.ToProfiles().SelectMany(static profile => profile.Identities).ToHashSet();
            for (var number = 0; number < _identities; number++)
                Check(found[number].Exists == known.Contains($"c{number}"), $"identity c{number} is {(found[number].Exists ? "" : "not ")}known");
        }

        private async Task StartAsync()
        {
            if (_running is not null) return;
            LogItem[] before = _random.Next(2) == 0 ? [await ComposeAsync()] : []; // a pin sees the whole entry
            _running = await _sandbox.StartAsync(Request, before);
            _results = null;
            _expectedDeleted = new(_deleted);
            _foundDeleted = Zeros();
            var (linked, alone) = (_plain.ToProfiles(), _plain.ToPrimaryProfiles());
            _found = new()
            {
                [Rich] = Find(linked, static points => points >= 50),
                [Poor] = Find(linked, static points => points < 20),
                [RichAlone] = Find(alone, static points => points >= 50),
                [PoorAlone] = Find(alone, static points => points < 20),
            };
            _foundCounts = _found.ToDictionary(static segment => segment.Key, static segment => (long)segment.Value.Count);
        }

        private async Task EvaluateAsync()
        {
            if (_running is null) return;
            _results = await _sandbox.EvaluateAsync(_running);
            foreach (var (segmentId, found) in _foundCounts)
            {
                var segments = _results.Select(result => result.Segments.Single(segment => segment.SegmentId == segmentId)).ToList();
                Check(found == segments.Sum(static segment => segment.Realized), $"{segments.Sum(static segment => segment.Realized)} members, not {found}");
                Check(found == segments.Sum(static segment => segment.Namespaces.GetValueOrDefault("crmid")), "all have a crmid");
            }
        }

        private async Task PublishAsync()
        {
            if (_running is null || _results is null) return;
            var previous = _published;
            LogItem[] before = _random.Next(2) == 0 ? [await ComposeAsync()] : []; // joins in the very entry
            var total = await _sandbox.PublishAsync(_running, _results, before);
            _members = _found;
            _published = _foundCounts;
            _deleted = _foundDeleted;
            _publishedAtMs = _running.NowMs;
            _running = null;
            Published++;
            foreach (var segment in total.Segments)
            {
                var carried = previous[segment.SegmentId] - segment.Absorbed - segment.Deleted;
                Check(segment.Absorbed == 0 || segment.SegmentId == Rich || segment.SegmentId == Poor, "profiles of one identity never become one");
                Check(segment.Carried == carried, $"{segment.Carried} carried, not {previous[segment.SegmentId]} before - {segment.Absorbed} absorbed - {segment.Deleted} deleted");
                Check(segment.Deleted == _expectedDeleted[segment.SegmentId], $"{segment.Deleted} deleted, not {_expectedDeleted[segment.SegmentId]}");
            }

            await CompareMembersAsync();
        }

        private async Task RestartAsync()
        {
            var before = await _sandbox.DescribeAsync(_sandbox.Replicas);
            if (_running is not null && _results is not null && _random.Next(2) == 0)
            {
                // The result is lost with the silo, and found again from the log: the same one.
                var outcomes = Enumerable.Range(0, PartitionCount).Select(partition => Describe(partition)).ToList();
                foreach (var result in _results) await _sandbox.Files.DeleteAsync(result.FileName, CancellationToken.None);
                await _sandbox.RestartAsync();
                _results = await _sandbox.EvaluateAsync(_running);
                Check(outcomes.SequenceEqual(Enumerable.Range(0, PartitionCount).Select(partition => Describe(partition))), "another result after a restart");
            }

            await _sandbox.RestartAsync();
            Check(before == await _sandbox.DescribeAsync(_sandbox.Replicas), "another state after a restart");
            await CompareMembersAsync();
        }

        // A profile of today is a member when one of the profiles it was made of was one.
        private async Task CompareMembersAsync()
        {
            foreach (var segmentId in new[] { RichAlone, PoorAlone }.Where(_ => _publishedAtMs > 0))
            {
                var expected = _members[segmentId].Select(static profile => XidOrder.Of(IdentityKey.Of("crmid", profile.Primary!))).Order();
                var segment = new PublishedSegment(segmentId, _publishedAtMs, IsExited: false, _sandbox.Writer.Epoch);
                var lists = await Task.WhenAll(_sandbox.Replicas.Select(replica => replica.ListMembersAsync(segment, null, int.MaxValue / 2, CancellationToken.None)));
                Check(expected.SequenceEqual(lists.SelectMany(static list => list!.Orders).Order()), $"members of {segmentId}");
            }

            foreach (var (segmentId, members) in _members.Where(static segment => segment.Key == Rich || segment.Key == Poor))
            {
                var expected = members.SelectMany(static profile => profile.Identities).Select(identity => _sandbox.Writer.Index.Find(IdentityKey.Of("crmid", identity).Value))
                    .Select(static cluster => new ClusterRef(cluster.Partition, cluster.Number)).ToHashSet();
                Check(expected.SetEquals(await _sandbox.ReadMembersAsync(segmentId)), $"members of {segmentId}");
            }
        }

        private static List<PlainProfile> Find(IEnumerable<PlainProfile> profiles, Func<long, bool> condition) =>
            [.. profiles.Where(profile => profile.Identities.Count <= 50 && profile.Points is { } points && condition(points))];

        private static Dictionary<Guid, long> Zeros() => Segments.ToDictionary(static segmentId => segmentId, static _ => 0L);

        private string Describe(int partition)
        {
            var outcome = _sandbox.ReadOutcome(_running!.JobId, partition);
            return string.Join('\n', outcome.Segments.Select(static segment =>
                $"{segment.Counts with { EvaluationMicroseconds = 0, Namespaces = new Dictionary<string, long>() }}"
                + $" {string.Join(',', segment.Realized.ToNumbers())} {string.Join(',', segment.Exited)} {string.Join(',', segment.Counts.Namespaces)}")).Replace("System.Collections.Generic.Dictionary`2[System.String,System.Int64]", "", StringComparison.Ordinal);
        }

        private static long LogTimeOf(long epoch) => Replication.LogWriter.TimeOf(epoch);

        private void Check(bool holds, string what) => Assert.True(holds, $"Seed {seed}, epoch {_sandbox.Writer.Epoch}: {what}.");
    }
}
