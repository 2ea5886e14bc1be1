using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class CompactionTests
{
    private const int BytesPerFile = 2_048; // headers, directories, names and dictionaries that each file has anew

    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);
    private static readonly MergePolicy ByPrimary = new(new Guid(3, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []) { Graph = IdentityGraph.None };
    private static readonly MergePolicy[] Policies = [ByTime, ByPrimary];

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Checkpoints_OfALongHistory_AreAtMostTwiceWhatTheSameStateTakesAtOnce(int seed)
    {
        var random = new Random(seed);
        var sandbox = new TestSandbox(2);
        var files = new[] { new MemoryFiles(), new MemoryFiles() };
        var batches = new List<long>();
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(6) == 0 && batches.Count > 0) RemoveSomething(random, sandbox, batches);
            else
            {
                sandbox.Ingest(MakeBatch(random, step, random.Next(8) switch { 0 => 400, 1 => 1, _ => 60 }));
                batches.Add(sandbox.Epoch);
            }

            foreach (var partition in sandbox.Partitions.ToArray())
            {
                var index = partition.Partition;
                if (random.Next(3) == 0) _ = sandbox.View(index, Policies[random.Next(2)]);
                if (random.Next(3) == 0) continue; // several batches between two checkpoints
                var checkpoint = partition.Prepare($"{index}/{step}");
                files[index].Write(checkpoint);
                partition.Complete(checkpoint, files[index].Open);

                var kept = files[index].Contents;
                var bytes = kept.Values.Sum(static file => (long)file.Length);
                var live = FreshPartition.MeasureFiles(partition, [.. Policies.Where(policy => PartitionManifest.Decode(files[index].Manifest).Views.Any(view => view.Rules.Equals(policy.Rules)))]);
                Assert.True(bytes <= 2 * live + BytesPerFile * kept.Count, $"seed {seed}, step {step}: {bytes} bytes for {live}: {string.Join(' ', kept.Select(file => $"{file.Key} {file.Value.Length}"))}");
                Assert.InRange(kept.Count, 1, 60);
                if (random.Next(4) == 0) sandbox.Partitions[index] = PartitionProfiles.Load(files[index].Manifest, files[index].Open);
            }
        }
    }

    [Fact]
    public void Checkpoint_AfterManyVersionsOfEachFragment_HasTheNewestOnly()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var version = 0; version < 40; version++)
            sandbox.Ingest([.. Enumerable.Range(0, 50).Select(i => Line($"e{i}", version, new string((char)('a' + version % 26), 500)))]);
        Store(sandbox, files, "1");
        var first = files.Contents["1.content"].Length;

        Assert.InRange(first, 50 * 500, 2 * 50 * 560);
        Assert.All(TestSandbox.Rows(sandbox.View(0, ByTime)).Values, row => Assert.Contains("\"version\":39", row, StringComparison.Ordinal));
    }

    [Fact]
    public void Checkpoint_AfterMostRowsWereRemoved_GivesTheirRoomBack()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        sandbox.Ingest([.. Enumerable.Range(0, 9_000).Select(static i => Event("bulk", i))]);
        sandbox.Ingest([.. Enumerable.Range(0, 30).Select(static i => Event("kept", i)), Line("e5", 1, "text")]);
        _ = sandbox.View(0, ByTime);
        Store(sandbox, files, "1");
        var before = files.Contents.Values.Sum(static file => file.Length);
        sandbox.Remove(RemovalSupplier.OfDataset("bulk", sandbox.Epoch));
        var rows = sandbox.Rows(ByTime);

        Store(sandbox, files, "2");

        Assert.InRange(files.Contents.Values.Sum(static file => file.Length), 1, before / 20);
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(rows, sandbox.Rows(ByTime with { DatasetOrder = ["a view of its own"] }));
        sandbox.Ingest([.. Enumerable.Range(0, 100).Select(static i => Event("kept", i + 20))]); // free rows are taken again
        Assert.Equal(sandbox.Rows(ByTime), sandbox.Rows(ByTime with { DatasetOrder = ["another"] }));
    }

    [Fact]
    public void Compact_BatchesRemovalsAndUpdatesBetweenItsSteps_ChangesNothingThatIsSeen()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var (plain, compacted) = (new TestSandbox(1), new TestSandbox(1));
            var files = new MemoryFiles();
            foreach (var sandbox in new[] { plain, compacted })
            {
                var random = new Random(seed);
                var steps = 0;
                for (var step = 0; step < 25; step++)
                {
                    sandbox.Ingest(MakeBatch(random, step, 300, identityPool: 1_500));
                    if (step % 7 == 6) sandbox.Remove(RemovalSupplier.OfDataset(step % 2 == 0 ? "web" : "shop", sandbox.Epoch));
                    if (sandbox == plain) continue;
                    if (step % 5 == 0) _ = sandbox.Partitions[0].BeginUpdate(ByTime).Advance(TimeSpan.Zero);
                    for (var slice = 0; slice < 3 && !sandbox.Partitions[0].Compact(TimeSpan.Zero); slice++) steps++;
                    if (step % 6 == 5) Store(sandbox, files, $"{step}");
                }

                Assert.True(sandbox == plain || steps > 0, $"seed {seed}: no slice left anything to do.");
            }

            Store(compacted, files, "last");
            foreach (var policy in Policies) Assert.Equal(plain.Rows(policy), compacted.Rows(policy));
            compacted.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
            for (var number = 0; number < plain.Partitions[0].NextRow; number++)
            {
                Assert.Equal(plain.Partitions[0].IsLive(number), compacted.Partitions[0].IsLive(number));
                if (plain.Partitions[0].IsLive(number)) Assert.Equal(plain.Partitions[0].ExportCluster(number), compacted.Partitions[0].ExportCluster(number));
            }
        }
    }

    [Fact]
    public void Compact_OfMuchContent_IsManySteps()
    {
        var sandbox = new TestSandbox(1);
        for (var version = 0; version < 3; version++)
            sandbox.Ingest([.. Enumerable.Range(0, 2_000).Select(i => Line($"e{i}", version, new string('x', 1_000)))]);

        var steps = 0;
        while (!sandbox.Partitions[0].Compact(TimeSpan.Zero)) steps++;

        Assert.InRange(steps, 8, 40); // 2 MB in steps of 256 KB, and rows of the identities
        Assert.True(sandbox.Partitions[0].Compact(TimeSpan.Zero));
        Assert.InRange(sandbox.Partitions[0].UnsavedContentBytes, 2_000_000, 2_500_000);
    }

    [Fact]
    public void View_LargeRowsBecomeSmall_ThePieceIsMadeAnewThoughFewOfItsRowsAreDead()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        sandbox.Ingest([.. Enumerable.Range(0, 100).Select(i => Line($"e{i}", 0, new string('x', i < 10 ? 20_000 : 10) + i))]);
        _ = sandbox.View(0, ByTime);
        sandbox.Ingest([.. Enumerable.Range(0, 10).Select(static i => Line($"e{i}", 1, "small"))]);

        Assert.Equal(100, sandbox.View(0, ByTime).Pieces.Sum(static piece => piece.Numbers.Length));

        Store(sandbox, files, "1");
        Assert.InRange(files.Contents.Where(static file => file.Key.Contains(".view-", StringComparison.Ordinal)).Sum(static file => file.Value.Length), 1, 20_000);
    }

    private static void RemoveSomething(Random random, TestSandbox sandbox, List<long> batches)
    {
        if (random.Next(4) == 0) sandbox.Remove(RemovalSupplier.OfDataset(SampleRecords.Datasets[random.Next(3)], sandbox.Epoch));
        else sandbox.Remove(RemovalSupplier.OfBatch(TestSandbox.BatchIdOf(batches[random.Next(batches.Count)]), sandbox.Epoch));
    }

    // Few profiles, so each is written again and again; a few links; texts of very different lengths.
    private static List<SampleRecord> MakeBatch(Random random, int step, int count, int identityPool = 200) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var time = 1_700_000_000_000 + (step * 1_000L + i) * 1_000;
        List<(string, string)> identities = [("ECID", $"e{random.Next(identityPool)}")];
        if (random.Next(20) == 0) identities.Add(("CRMID", $"c{random.Next(150)}"));
        var length = random.Next(5) == 0 ? random.Next(4_000) : random.Next(300);
        var attributes = new JsonObject { ["version"] = step, ["text"] = string.Concat(Enumerable.Range(0, 1 + length / 10).Select(_ => $"{random.Next(1_000_000_000):D10}")) };
        List<SampleEvent> events = random.Next(3) == 0 ? [new SampleEvent($"v{random.Next(500)}", time, "view")] : [];
        return new SampleRecord(SampleRecords.Datasets[random.Next(3)], time, identities, random.Next(10) == 0 ? null : attributes, events);
    }).Where(static record => record.Attributes is not null || record.Events.Count > 0)];

    private static void Store(TestSandbox sandbox, MemoryFiles files, string name)
    {
        var checkpoint = sandbox.Partitions[0].Prepare(name);
        files.Write(checkpoint);
        sandbox.Partitions[0].Complete(checkpoint, files.Open);
    }

    private static string Line(string id, int version, string text) => $$$"""{"identityMap":{"ECID":[{"id":"{{{id}}}"}]},"version":{{{version}}},"text":"{{{text}}}"}""";

    private static string Event(string dataset, int i) =>
        $$$"""{"datasetId":"{{{dataset}}}","entity":{"_id":"{{{dataset}}}{{{i}}}","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e{{{i % 40}}}"}]},"page":"{{{i}}}"}}""";
}
