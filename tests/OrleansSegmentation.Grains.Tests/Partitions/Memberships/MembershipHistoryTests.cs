using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions.Memberships;
using OrleansSegmentation.Grains.Partitions.Results;

namespace OrleansSegmentation.Grains.Tests.Partitions.Memberships;

/// <summary>Random histories of clusters that join within and across partitions and are deleted, with jobs that read one epoch and publish at a later one.</summary>
public sealed class MembershipHistoryTests
{
    private const int PartitionCount = 3;

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Publish_AfterAnyJoinsAndDeletionsSinceTheStart_EqualsPublishingAtTheStartAndCarrying(int block)
    {
        for (var seed = block * 250; seed < (block + 1) * 250; seed++) new History(seed).Run();
    }

    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly MembershipTable[] _tables = [.. Enumerable.Range(0, PartitionCount).Select(static partition => new MembershipTable(partition))];
        private readonly int[] _nextNumbers = new int[PartitionCount];
        private readonly List<ClusterRef> _live = [];
        private readonly int[] _nextPrimaries = new int[PartitionCount];
        private readonly Dictionary<ClusterRef, List<ClusterRef>> _primaries = []; // of each cluster, in numbers of graph mode none
        private readonly List<Job> _jobs = [];
        private readonly Guid[] _segments = [new(1, 0, 0, new byte[8]), new(2, 0, 0, new byte[8])];
        private readonly Dictionary<Guid, Plain> _expected = []; // the plain model: one map over all clusters
        private long _epoch;

        public void Run()
        {
            for (var step = 0; step < 120; step++)
            {
                _epoch++;
                switch (_random.Next(11))
                {
                    case < 3: Create(); break;
                    case 10: Delete(); break;
                    case < 7: Join(); break;
                    case 7: Start(); break;
                    case 8: Publish(); break;
                    default: EndOrDrop(); break;
                }

                Compare();
            }
        }

        private void Create()
        {
            for (var count = _random.Next(1, 6); count > 0; count--)
            {
                var partition = _random.Next(PartitionCount);
                var cluster = new ClusterRef(partition, _nextNumbers[partition]++);
                _live.Add(cluster);
                _primaries.Add(cluster, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => new ClusterRef(partition, _nextPrimaries[partition]++))]);
            }
        }

        // One batch: several losers flow into one winner. Contents are read before anything is applied.
        private void Join()
        {
            if (_live.Count < 3) return;
            var winner = _live[_random.Next(_live.Count)];
            var losers = _live.Where(cluster => cluster != winner).OrderBy(_ => _random.Next()).Take(_random.Next(1, 3)).ToList();
            var contents = losers.Select(loser => ClusterContentFormat.Encode([], Read(loser))).ToList();
            foreach (var (loser, content) in losers.Zip(contents))
            {
                var moved = ClusterContentFormat.Decode(content).Membership;
                foreach (var primary in moved.Primaries) _tables[loser.Partition].Retire("none", primary.Number, _epoch);
                _tables[loser.Partition].Retire("pdg", loser.Number, _epoch);
                _tables[winner.Partition].Join("pdg", winner.Number, loser, moved, _epoch);
                _live.Remove(loser);
                Carry("pdg", loser, winner);
                foreach (var primary in moved.Primaries)
                {
                    var (before, now) = (new ClusterRef(loser.Partition, primary.Number), new ClusterRef(winner.Partition, _nextPrimaries[winner.Partition]++));
                    _tables[winner.Partition].Join("none", now.Number, before, primary.Membership, _epoch);
                    _primaries[winner].Add(now);
                    Carry("none", before, now);
                }

                _primaries.Remove(loser);
            }
        }

        // A profile, or only one of its primary identities.
        private void Delete()
        {
            if (_live.Count == 0) return;
            var cluster = _live[_random.Next(_live.Count)];
            var isWhole = _random.Next(3) > 0 || _primaries[cluster].Count == 1;
            foreach (var primary in isWhole ? [.. _primaries[cluster]] : _primaries[cluster].Take(1).ToList())
            {
                _tables[cluster.Partition].Delete("none", primary.Number, _epoch);
                _primaries[cluster].Remove(primary);
                Forget("none", primary);
            }

            if (!isWhole) return;
            _tables[cluster.Partition].Delete("pdg", cluster.Number, _epoch);
            _live.Remove(cluster);
            _primaries.Remove(cluster);
            Forget("pdg", cluster);
        }

        private void Forget(string graph, ClusterRef number)
        {
            foreach (var plain in _expected.Values.Concat(_jobs.Select(static job => job.Carried)).Where(plain => plain.Graph == graph)) plain.Delete(number);
        }

        private MovedMembership Read(ClusterRef cluster) => _tables[cluster.Partition].Read("pdg", cluster.Number) with
        {
            Primaries = [.. _primaries[cluster].Select(primary =>
                new MovedPrimary((UInt128)primary.Number, primary.Number, _tables[cluster.Partition].Read("none", primary.Number)))],
        };

        private void Carry(string graph, ClusterRef before, ClusterRef now)
        {
            foreach (var plain in _expected.Values.Concat(_jobs.Select(static job => job.Carried)).Where(plain => plain.Graph == graph)) plain.Join(before, now);
        }

        private void Start()
        {
            var free = _segments.Except(_jobs.Select(static job => job.SegmentId)).ToList();
            if (free.Count == 0) return;
            var segmentId = free[_random.Next(free.Count)];
            var graph = (segmentId == _segments[0]) ^ (_random.Next(5) == 0) ? "pdg" : "none"; // the policy may change
            var job = new Job(Guid.NewGuid(), segmentId, graph, _epoch);
            foreach (var cluster in graph == "pdg" ? _live : _live.SelectMany(live => _primaries[live]))
            {
                if (_random.Next(3) == 0) job.Carried.Realized.Add(cluster);
                else if (_random.Next(4) == 0) job.Carried.Exited[cluster] = _random.Next(1, 1000);
            }

            foreach (var table in _tables)
            {
                job.Baseline.Add(table.Share());
                table.Pin(job.JobId, _epoch);
            }

            // The counts a job would report: what the last published result had, less what was lost since, is what it finds.
            if (_expected.TryGetValue(job.SegmentId, out var plain) && plain.Graph == graph)
            {
                var found = job.Baseline.Sum(table => table[job.SegmentId].Realized.Count);
                var absorbed = job.Baseline.Sum(table => table[job.SegmentId].Absorbed);
                var deleted = job.Baseline.Sum(table => table[job.SegmentId].Deleted);
                Assert.True(plain.PublishedRealized - absorbed - deleted == found, $"Seed {seed}, epoch {_epoch}: {plain.PublishedRealized} - {absorbed} - {deleted} != {found}.");
            }

            job.Outcomes = job.ToOutcomes(PartitionCount);
            _jobs.Add(job);
        }

        private void Publish()
        {
            if (_jobs.Count == 0) return;
            var job = _jobs[_random.Next(_jobs.Count)];
            foreach (var table in _tables)
            {
                var sources = table.FindSourcePartitions(job.StartEpoch).ToDictionary(static source => source, source => job.Outcomes[source]);
                table.Publish(job.SegmentId, job.StartEpoch, nowMs: job.StartEpoch, sources);
                table.Unpin(job.JobId);
            }

            _jobs.Remove(job);
            _expected[job.SegmentId] = job.Carried;
        }

        private void EndOrDrop()
        {
            if (_jobs.Count > 0 && _random.Next(2) == 0)
            {
                var job = _jobs[_random.Next(_jobs.Count)];
                _jobs.Remove(job);
                foreach (var table in _tables) table.Unpin(job.JobId);
            }
            else if (_random.Next(8) == 0)
            {
                var segment = _segments[_random.Next(_segments.Length)];
                if (_jobs.Any(job => job.SegmentId == segment)) return; // its publication would leave the segment out
                foreach (var table in _tables) table.Drop(segment);
                _expected.Remove(segment);
            }
        }

        private void Compare()
        {
            foreach (var segment in _segments)
            {
                var realized = new HashSet<ClusterRef>();
                var exited = new Dictionary<ClusterRef, long>();
                long absorbed = 0;
                long deleted = 0;
                for (var partition = 0; partition < PartitionCount; partition++)
                {
                    if (!_tables[partition].Segments.TryGetValue(segment, out var membership)) continue;
                    realized.UnionWith(membership.Realized.ToNumbers().Select(number => new ClusterRef(partition, number)));
                    foreach (var (number, time) in membership.Exited) exited.Add(new ClusterRef(partition, number), time);
                    absorbed += membership.Absorbed;
                    deleted += membership.Deleted;
                }

                var expected = _expected.GetValueOrDefault(segment) ?? new Plain("pdg");
                Assert.True(expected.Realized.SetEquals(realized), $"Seed {seed}, epoch {_epoch}: members.");
                Assert.True(expected.Exited.OrderBy(Order).SequenceEqual(exited.OrderBy(Order)), $"Seed {seed}, epoch {_epoch}: former members.");
                Assert.True(expected.Absorbed == absorbed, $"Seed {seed}, epoch {_epoch}: absorbed {absorbed}, not {expected.Absorbed}.");
                Assert.True(expected.Deleted == deleted, $"Seed {seed}, epoch {_epoch}: deleted {deleted}, not {expected.Deleted}.");
            }

            static (int, int) Order(KeyValuePair<ClusterRef, long> record) => (record.Key.Partition, record.Key.Number);
        }
    }

    /// <summary>The membership of one segment over all clusters, with joins done the obvious way.</summary>
    private sealed class Plain(string graph)
    {
        public string Graph => graph;

        public HashSet<ClusterRef> Realized { get; } = [];

        public Dictionary<ClusterRef, long> Exited { get; } = [];

        public long Absorbed { get; private set; }

        public long Deleted { get; private set; }

        public long PublishedRealized { get; set; }

        public void Delete(ClusterRef number)
        {
            if (Realized.Remove(number)) Deleted++;
            Exited.Remove(number);
        }

        public void Join(ClusterRef loser, ClusterRef winner)
        {
            var wasRealized = Realized.Remove(loser);
            if (wasRealized && !Realized.Add(winner)) Absorbed++;
            if (Exited.Remove(loser, out var time)) Exited[winner] = Math.Max(time, Exited.GetValueOrDefault(winner));
            if (Realized.Contains(winner)) Exited.Remove(winner);
        }
    }

    private sealed class Job(Guid jobId, Guid segmentId, string graph, long startEpoch)
    {
        public Guid JobId { get; } = jobId;

        public Guid SegmentId { get; } = segmentId;

        public long StartEpoch { get; } = startEpoch;

        public List<IReadOnlyDictionary<Guid, SegmentMembership>> Baseline { get; } = [];

        /// <summary>Gets the result as of the start, carried through every join since.</summary>
        public Plain Carried { get; } = new(graph);

        public SegmentOutcome[] Outcomes { get; set; } = [];

        public SegmentOutcome[] ToOutcomes(int partitionCount)
        {
            Carried.PublishedRealized = Carried.Realized.Count;
            return [.. Enumerable.Range(0, partitionCount).Select(ToOutcome)];
        }

        private SegmentOutcome ToOutcome(int partition)
        {
            var realized = new NumberSet();
            foreach (var cluster in Carried.Realized.Where(cluster => cluster.Partition == partition)) realized.Add(cluster.Number);
            var exited = Carried.Exited.Where(record => record.Key.Partition == partition)
                .Select(record => new ExitedRecord(record.Key.Number, record.Value)).OrderBy(static record => record.Number).ToList();
            var counts = new SegmentResult(SegmentId, realized.Count, exited.Count, 0, 0, 0, new Dictionary<string, long>(), 0, 0, 0);
            return new SegmentOutcome(counts, Carried.Graph, realized, exited);
        }
    }
}
