using System.CommandLine;
using OrleansSegmentation.Benchmarks.Product;
using OrleansSegmentation.Columnar.Columns;
using OrleansSegmentation.Profiles.Generation;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Benchmarks.Merging;

/// <summary><c>remerge</c>: what bringing a view up to date costs after a few records changed, against making all of it.</summary>
/// <remarks>
/// Both on the same partition in the same process: full merges are views of policies that nobody used before; each re-merge follows a
/// batch that sends some records once more. In the end the maintained view must have every profile once.
/// </remarks>
internal static class RemergeBenchmark
{
    private const int BatchProfiles = 20_000;
    private const int FullRounds = 3;
    private const int Seed = 20260318;

    private static readonly DateTimeOffset Now = new(2026, 3, 18, 0, 0, 0, TimeSpan.Zero);

    public static Command BuildCommand()
    {
        var profiles = new Option<int>("--profiles") { DefaultValueFactory = static _ => 200_000, Description = "How many profiles, without events." };
        var share = new Option<double>("--share") { DefaultValueFactory = static _ => 0.01, Description = "The share of records that change between two re-merges, above 0, up to 1." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = static _ => 15, Description = "How many re-merges." };
        var command = new Command("remerge", "Merge a view fully, and again after a share of the records changed.") { profiles, share, rounds };
        command.SetAction(arguments => Run(arguments.GetValue(profiles), arguments.GetValue(share), arguments.GetValue(rounds)));
        return command;
    }

    private static int Run(int profileCount, double share, int rounds)
    {
        Console.WriteLine($"{profileCount:N0} profiles without events in one partition, {share:P2} of them changed before each of {rounds} re-merges, seed {Seed}.");
        var partition = new RemergedPartition();
        var generator = new SampleProfileGenerator(Seed) { HasEvents = false };
        for (var first = 0; first < profileCount; first += BatchProfiles)
            partition.Ingest(Write(generator, first, Math.Min(BatchProfiles, profileCount - first)), Now);

        var full = new List<MergeCost>();
        for (var round = 0; round < FullRounds; round++)
        {
            var policy = Policy(round);
            full.Add(partition.Update(policy));
            if (round < FullRounds - 1) partition.Drop(policy);
        }

        var maintained = Policy(FullRounds - 1);
        var changed = Math.Max(1, (int)(profileCount * share));
        var again = new List<MergeCost>();
        for (var round = 0; round < rounds; round++)
        {
            // The changed records lie all over the partition, and other ones each time.
            using var lines = new MemoryStream();
            for (var i = 0; i < changed; i++) generator.WriteRecords(lines, (long)((i + (double)round / rounds) * profileCount / changed), 1, Now);
            partition.Ingest(lines.ToArray(), Now.AddMinutes(round + 1));
            again.Add(partition.Update(maintained));
        }

        Report(full, again);
        return partition.Check(maintained) ? 0 : 1;
    }

    private static void Report(List<MergeCost> full, List<MergeCost> again)
    {
        var (fullMedian, againMedian) = (Median(full), Median(again));
        Console.WriteLine($"full merge:  {fullMedian.CpuSeconds * 1000,9:N1} ms of processor time, {fullMedian.Rows,9:N0} rows (median of {full.Count})");
        Console.WriteLine($"re-merge:    {againMedian.CpuSeconds * 1000,9:N1} ms of processor time, {againMedian.Rows,9:N0} rows (median of {again.Count})");
        Console.WriteLine($"all re-merges: {again.Sum(static cost => cost.CpuSeconds) / again.Count * 1000:N1} ms and {again.Average(static cost => cost.Rows):N0} rows on average, pieces that became small put together included");
        Console.WriteLine($"ratio:       {againMedian.CpuSeconds / fullMedian.CpuSeconds:P2} of the processor time, {(double)againMedian.Rows / fullMedian.Rows:P2} of the rows");
    }

    private static MergeCost Median(List<MergeCost> costs) => new(
        costs.Select(static cost => cost.CpuSeconds).Order().ElementAt(costs.Count / 2), costs.Select(static cost => cost.Rows).Order().ElementAt(costs.Count / 2));

    // A version with another order of no datasets is a view of its own that merges the same way.
    private static MergePolicy Policy(int round) => new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, [$"nobody's dataset {round}"]);

    private static byte[] Write(SampleProfileGenerator generator, int first, int count)
    {
        using var stream = new MemoryStream();
        generator.WriteRecords(stream, first, count, Now);
        return stream.ToArray();
    }

    /// <summary>What one update cost.</summary>
    private readonly record struct MergeCost(double CpuSeconds, long Rows);

    /// <summary>One partition with all profiles, and its index.</summary>
    private sealed class RemergedPartition
    {
        private readonly IdentityIndex _index = new();
        private readonly PartitionProfiles _profiles = new(0);
        private int[] _nextNumbers = [0];
        private HashSet<ColumnChunk> _chunks = [];

        public void Ingest(byte[] ndjson, DateTimeOffset received)
        {
            var payload = RecordReader.ReadNdjson(ndjson, new RecordReadOptions { DefaultDatasetId = "crm", ReceivedTimeMs = received.ToUnixTimeMilliseconds() }).Payload;
            var found = payload.GetAllKeys().Select(key => _index.Find(key.Value)).ToArray();
            var resolution = ClusterResolver.Begin(payload, found);
            var route = resolution.Complete(resolution.ClustersNeedingSizes.ToDictionary(static cluster => cluster, cluster => _profiles.GetSizeBytes(cluster.Number)), _nextNumbers);
            var contents = route.Moves.Select(move => _profiles.ExportCluster(move.Loser.Number)).ToArray();
            var epoch = _profiles.Epoch + 1;
            _index.Apply(payload, route);
            foreach (var move in route.Moves) _profiles.Retire(move.Loser.Number);
            for (var i = 0; i < contents.Length; i++) _profiles.ImportCluster(route.Moves[i].Winner.Number, contents[i], epoch);
            _profiles.Apply(epoch, payload, route, Guid.NewGuid());
            _nextNumbers = [.. route.NextNumbers];
        }

        /// <summary>Brings a view up to date; rows of chunks that were not there before are those that were made.</summary>
        public MergeCost Update(MergePolicy policy)
        {
            GC.Collect(); // of what came before, not of the merge
            var before = _chunks;
            var update = _profiles.BeginUpdate(policy);
            var start = CpuTime.Now();
            while (!update.Advance(TimeSpan.FromMilliseconds(8)))
            {
            }

            var cost = CpuTime.Now().Since(start).Total;
            _chunks = [.. update.View.Pieces.Select(static piece => piece.Chunk)];
            return new MergeCost(cost, _chunks.Where(chunk => !before.Contains(chunk)).Sum(static chunk => (long)chunk.RowCount));
        }

        /// <summary>Tells whether a maintained view has every profile once, and none twice.</summary>
        public bool Check(MergePolicy policy)
        {
            var view = _profiles.FindCurrentView(policy)!;
            var numbers = new List<int>();
            foreach (var piece in view.Pieces)
            {
                foreach (var row in piece.Live.Rows) numbers.Add(piece.Numbers[row]);
            }

            var isWhole = numbers.Order().SequenceEqual(Enumerable.Range(0, _profiles.NextRow).Where(number => _profiles.IsLive(number) && !_profiles.HasTooManyIdentities(IdentityGraph.Pdg, number)));
            Console.WriteLine($"{view.ProfileCount:N0} rows in {view.Pieces.Count} pieces, {view.Pieces.Sum(static piece => piece.Numbers.Length) - view.ProfileCount:N0} dead ones beside them: {(isWhole ? "every profile once" : "PROFILES ARE MISSING OR TWICE")}");
            return isWhole;
        }

        public void Drop(MergePolicy policy) => _profiles.DropViews(rules => !rules.Equals(policy.Rules));
    }
}
