using OrleansSegmentation.Columnar.Format;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class CheckpointTests
{
    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);
    private static readonly MergePolicy ByDataset = new(new Guid(2, 0, 0, new byte[8]), 3, AttributeMerge.DatasetPrecedence, ["shop", "web"]);
    private static readonly MergePolicy ByPrimary = new(new Guid(3, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []) { Graph = IdentityGraph.None };
    private static readonly MergePolicy[] Policies = [ByTime, ByDataset, ByPrimary];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void State_WithCheckpointsAndReloadsAnywhere_EqualsTheStateWithout(int seed)
    {
        var random = new Random(seed);
        var records = SampleRecords.Make(random, random.Next(50, 250), identityPool: random.Next(10, 120));
        var plain = new TestSandbox(2);
        var stored = new TestSandbox(2);
        var files = new[] { new MemoryFiles(), new MemoryFiles() };
        for (var (first, step) = (0, 0); first < records.Count; step++)
        {
            var count = Math.Min(random.Next(1, 15), records.Count - first);
            plain.Ingest(records.Skip(first).Take(count));
            stored.Ingest(records.Skip(first).Take(count));
            first += count;
            for (var partition = 0; partition < 2; partition++) Disturb(random, stored, files[partition], partition, $"{partition}/{step}");
        }

        for (var partition = 0; partition < 2; partition++) AssertSame(plain, stored, partition);
    }

    [Fact]
    public void Complete_CheckpointWritten_ContentLeavesMemoryAndIsNotWrittenAgain()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        sandbox.Ingest(SampleRecords.Make(new Random(1), 100, 50));
        var rows = sandbox.Rows(ByTime);
        Assert.True(sandbox.Partitions[0].UnsavedContentBytes > 0);
        Store(sandbox.Partitions[0], files, "1");
        Assert.Equal(0, sandbox.Partitions[0].UnsavedContentBytes);

        Assert.Equal(["1.content", "1.index", "1.view-0-0"], files.Contents.Keys.Order());
        var again = sandbox.Partitions[0].Prepare("2");
        Assert.Equal(["2.index"], again.Parts.Select(part => part.Name));
        Assert.Equal(["1.content", "1.view-0-0", "2.index"], again.FileNames.Order());
        Assert.Equal(rows, sandbox.Rows(ByTime with { DatasetOrder = ["a view of its own"] }));
    }

    [Fact]
    public void Prepare_OfALargePartition_WritesOnlyTheBlocksThatChanged()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var part = 0; part < 4; part++) sandbox.Ingest(Events(part, 5_000));
        Store(sandbox.Partitions[0], files, "1");
        sandbox.Ingest(Events(4, 50));
        Store(sandbox.Partitions[0], files, "2");
        Assert.Contains("1.index", files.Contents.Keys);
        Assert.InRange(files.Contents["2.index"].Length, 1, files.Contents["1.index"].Length / 2);

        var rows = sandbox.Rows(ByTime);
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(rows, sandbox.Rows(ByTime));

        // What was loaded is known to be written: again only what changes.
        sandbox.Ingest(Events(5, 50));
        Store(sandbox.Partitions[0], files, "3");
        Assert.Contains("1.index", files.Contents.Keys);
        Assert.InRange(files.Contents["3.index"].Length, 1, files.Contents["1.index"].Length / 2);
        rows = sandbox.Rows(ByTime);
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(rows, sandbox.Rows(ByTime));
    }

    [Fact]
    public void Checkpoints_OfAGrowingPartition_KeepFewIndexFilesAndWriteLittleMoreThanTheyHold()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        long written = 0;
        for (var part = 0; part < 24; part++)
        {
            sandbox.Ingest(Events(part, 4_500));
            Store(sandbox.Partitions[0], files, $"{part}");
            written += files.Contents[$"{part}.index"].Length;
            Assert.InRange(files.Contents.Keys.Count(name => name.EndsWith(".index", StringComparison.Ordinal)), 1, 12);
        }

        var held = files.Contents.Where(file => file.Key.EndsWith(".index", StringComparison.Ordinal)).Sum(file => file.Value.Length);
        Assert.InRange(written, held, 4 * held);
        var rows = sandbox.Rows(ByTime);
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(rows, sandbox.Rows(ByTime));
    }

    [Fact]
    public void Prepare_GivenUp_LosesNothing()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        var records = SampleRecords.Make(new Random(2), 90, 40);
        sandbox.Ingest(records.Take(30));
        _ = sandbox.Partitions[0].Prepare("given-up");
        sandbox.Ingest(records.Skip(30).Take(30));
        Store(sandbox.Partitions[0], files, "1");
        sandbox.Ingest(records.Skip(60));
        _ = sandbox.Partitions[0].Prepare("given-up-too");
        Store(sandbox.Partitions[0], files, "2");

        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(ReferenceMerger.Merge(records, ByTime), sandbox.Rows(ByTime));
    }

    [Fact]
    public void Checkpoint_AppliedAfterPrepare_IsNotInIt()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        var records = SampleRecords.Make(new Random(4), 60, 30);
        sandbox.Ingest(records.Take(30));
        var checkpoint = sandbox.Partitions[0].Prepare("1");
        sandbox.Ingest(records.Skip(30));
        files.Write(checkpoint);
        sandbox.Partitions[0].Complete(checkpoint, files.Open);

        Assert.Equal(ReferenceMerger.Merge(records, ByTime), sandbox.Rows(ByTime));
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(1, sandbox.Partitions[0].Epoch);
        Assert.Equal(ReferenceMerger.Merge([.. records.Take(30)], ByTime), sandbox.Rows(ByTime));
    }

    [Fact]
    public void Checkpoint_OfAnUnfinishedUpdate_LoadsWithItsRowsPending()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        var records = SampleRecords.Make(new Random(6), 200, 400);
        sandbox.Ingest(records);
        Assert.False(sandbox.Partitions[0].BeginUpdate(ByTime).Advance(TimeSpan.Zero));
        Store(sandbox.Partitions[0], files, "1");

        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(sandbox.Partitions[0].LiveCount, sandbox.Partitions[0].PendingRowCount(ByTime));
        Assert.Equal(ReferenceMerger.Merge(records, ByTime), sandbox.Rows(ByTime));
    }

    [Fact]
    public void Checkpoints_OfManySmallBatches_KeepFewFilesWithoutMuchDeadContent()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var batch = 0; batch < 60; batch++)
        {
            sandbox.Ingest([.. Enumerable.Range(0, 20).Select(i => $$$"""{"identityMap":{"ECID":[{"id":"e{{{(batch * 5) + i}}}"}]},"text":"{{{new string('x', 200)}}}","batch":{{{batch}}}}""")]);
            Store(sandbox.Partitions[0], files, $"{batch}");
            Assert.InRange(files.Contents.Count, 2, 18);
        }

        var liveBytes = Enumerable.Range(0, sandbox.Partitions[0].NextRow).Sum(sandbox.Partitions[0].GetSizeBytes);
        Assert.InRange(files.Contents.Where(file => file.Key.EndsWith(".content", StringComparison.Ordinal)).Sum(file => file.Value.Length), 1, 2 * liveBytes + 4096);
    }

    [Fact]
    public void Load_AnyFileDamaged_IsRefusedByNameAtTheLatestWhenItIsRead()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        sandbox.Ingest(SampleRecords.Make(new Random(8), 20, 30));
        _ = sandbox.Rows(ByTime);
        Store(sandbox.Partitions[0], files, "1");
        var random = new Random(9);
        foreach (var name in files.Contents.Keys)
        {
            for (var round = 0; round < 60; round++)
            {
                var bytes = files.Contents[name];
                var position = round < 20 ? Math.Min(round, bytes.Length - 1) : random.Next(bytes.Length);
                bytes[position] ^= 8;
                var exception = Record.Exception(() =>
                {
                    sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
                    _ = sandbox.Rows(ByTime with { DatasetOrder = ["a view of its own"] });
                });
                bytes[position] ^= 8;
                Assert.True(exception is PartitionFileDamagedException or ColumnFileDamagedException, $"{name}, byte {position}: {exception}");
                Assert.Contains(name, exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Load_ManifestDamaged_IsRefused()
    {
        Assert.Throws<InvalidDataException>(() => PartitionProfiles.Load("{"u8, _ => throw new InvalidOperationException()));
        Assert.Throws<InvalidDataException>(() => PartitionProfiles.Load("{}"u8, _ => throw new InvalidOperationException()));
        Assert.Throws<InvalidDataException>(() => PartitionProfiles.GetFileNames("""{"formatVersion":1,"partition":0,"epoch":1,"index":"i","contentEnd":0,"contents":[],"views":[]}"""u8));
    }

    [Fact]
    public void Content_LongerThanABlock_IsReadBackWhole()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},"));
        sandbox.Ingest($$$"""{"identityMap":{"ECID":[{"id":"e"}]},"a":"{{{text}}}"}""", """{"identityMap":{"ECID":[{"id":"f"}]},"a":1}""");
        var rows = sandbox.Rows(ByTime);
        Store(sandbox.Partitions[0], files, "1");
        Assert.Equal(rows, sandbox.Rows(ByTime with { DatasetOrder = ["a view of its own"] }));
    }

    private static void Disturb(Random random, TestSandbox sandbox, MemoryFiles files, int partition, string name)
    {
        switch (random.Next(5))
        {
            case 0:
                _ = sandbox.View(partition, Policies[random.Next(Policies.Length)]);
                break;
            case 1:
                _ = sandbox.Partitions[partition].BeginUpdate(random.Next(2) == 0 ? ByTime : ByPrimary).Advance(TimeSpan.Zero);
                break;
            case 2:
                Store(sandbox.Partitions[partition], files, name);
                break;
            case 3:
                Store(sandbox.Partitions[partition], files, name);
                sandbox.Partitions[partition] = PartitionProfiles.Load(files.Manifest, files.Open);
                break;
        }
    }

    // One profile with many events: rows are what is large.
    private static string[] Events(int part, int count) =>
        [.. Enumerable.Range(part * 10_000, count).Select(i => $$$"""{"_id":"{{{i}}}","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e{{{i % 100}}}"}]}}""")];

    private static void Store(PartitionProfiles profiles, MemoryFiles files, string name)
    {
        var checkpoint = profiles.Prepare(name);
        files.Write(checkpoint);
        profiles.Complete(checkpoint, files.Open);
    }

    private static void AssertSame(TestSandbox expected, TestSandbox actual, int partition)
    {
        var (left, right) = (expected.Partitions[partition], actual.Partitions[partition]);
        Assert.Equal((left.Epoch, left.NextRow, left.LiveCount), (right.Epoch, right.NextRow, right.LiveCount));
        for (var number = 0; number < left.NextRow; number++)
        {
            Assert.Equal(left.GetSizeBytes(number), right.GetSizeBytes(number));
            Assert.Equal(left.IsLive(number), right.IsLive(number));
            if (left.IsLive(number)) Assert.Equal(left.ExportCluster(number), right.ExportCluster(number));
        }

        Assert.Equal((left.NextPrimary, left.LivePrimaryCount), (right.NextPrimary, right.LivePrimaryCount));
        for (var number = 0; number < left.NextRow; number++) Assert.Equal(left.GetPrimaries(number), right.GetPrimaries(number));
        foreach (var policy in Policies)
        {
            var (leftView, rightView) = (expected.View(partition, policy), actual.View(partition, policy));
            Assert.Equal(TestSandbox.Rows(leftView), TestSandbox.Rows(rightView));
            Assert.Equal(leftView.ExcludedTooManyIdentities, rightView.ExcludedTooManyIdentities);
        }
    }
}
