using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class RemovalPropertyTests
{
    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);

    private static readonly MergePolicy Unlinked = ByTime with { Id = new Guid(2, 0, 0, new byte[8]), Graph = IdentityGraph.None };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 80)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void State_AnyHistoryOfBatchesAndRemovals_EqualsTheModel(int seed)
    {
        var random = new Random(seed);
        var sandbox = new TestSandbox(random.Next(1, 4));
        var files = Enumerable.Range(0, sandbox.Partitions.Length).Select(_ => new MemoryFiles()).ToArray();
        var model = new ModelProfiles();
        var records = SampleRecords.Make(random, random.Next(10, 120), identityPool: random.Next(3, 40));
        var batches = new List<long>();
        var numbers = new HashSet<ClusterId>();
        for (var (first, step) = (0, 0); first < records.Count || step < 20; step++)
        {
            if (first < records.Count && random.Next(3) > 0)
            {
                var batch = records.Skip(first).Take(random.Next(1, 12)).ToList();
                first += batch.Count;
                sandbox.Ingest(batch);
                model.Ingest(batch, sandbox.Epoch);
                batches.Add(sandbox.Epoch);
            }
            else
            {
                RemoveSomething(random, sandbox, model, batches, numbers);
            }

            if (random.Next(4) == 0) Reload(random, sandbox, files, step);
            numbers.UnionWith(CheckEqual(sandbox, model));
        }

        CheckViews(sandbox);
    }

    private static void RemoveSomething(Random random, TestSandbox sandbox, ModelProfiles model, List<long> batches, HashSet<ClusterId> usedBefore)
    {
        var before = model.Components().ToDictionary(component => component, component => sandbox.Index.Find(ModelProfiles.IdentityOf(component.Keys.First()).Value));
        if (before.Count == 0) return;
        switch (random.Next(3))
        {
            case 0:
                var (profile, cluster) = before.ElementAt(random.Next(before.Count));
                var removed = sandbox.Remove(RemovalSupplier.OfEntity(cluster.Number), onlyPartition: cluster.Partition);
                Assert.Equal(model.Remove((_, _, owner) => profile.Keys.Contains(owner)), removed);
                break;
            case 1:
                var dataset = SampleRecords.Datasets[random.Next(SampleRecords.Datasets.Length)];
                var upTo = batches[random.Next(batches.Count)];
                RemoveTwice(random, sandbox, RemovalSupplier.OfDataset(dataset, upTo), model.Remove((supplied, epoch, _) => supplied == dataset && epoch <= upTo));
                break;
            default:
                var batch = batches[random.Next(batches.Count)];
                RemoveTwice(random, sandbox, RemovalSupplier.OfBatch(TestSandbox.BatchIdOf(batch), sandbox.Epoch), model.Remove((_, epoch, _) => epoch == batch));
                break;
        }

        foreach (var (component, cluster) in before) CheckSplit(component, cluster, sandbox, model, usedBefore);
    }

    private static void RemoveTwice(Random random, TestSandbox sandbox, RemovalSupplier supplier, long expected)
    {
        Assert.Equal(expected, sandbox.Remove(supplier, maxClusters: random.Next(1, 6)));
        Assert.Equal(0, sandbox.Remove(supplier));
    }

    // The oldest part stays what it was; the others are new.
    private static void CheckSplit(ModelComponent before, ClusterId cluster, TestSandbox sandbox, ModelProfiles model, HashSet<ClusterId> usedBefore)
    {
        var parts = model.Components().Where(part => part.Keys.Overlaps(before.Keys)).OrderBy(part => part.Oldest).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            var found = sandbox.Index.Find(ModelProfiles.IdentityOf(parts[i].Keys.First()).Value);
            Assert.Equal(cluster.Partition, found.Partition);
            if (i == 0) Assert.Equal(cluster, found);
            else Assert.DoesNotContain(found, usedBefore);
        }
    }

    private static HashSet<ClusterId> CheckEqual(TestSandbox sandbox, ModelProfiles model)
    {
        var clusters = new HashSet<ClusterId>();
        foreach (var component in model.Components())
        {
            var found = component.Keys.Select(key => sandbox.Index.Find(ModelProfiles.IdentityOf(key).Value)).Distinct().ToList();
            var cluster = Assert.Single(found);
            Assert.True(clusters.Add(cluster));
            var partition = sandbox.Partitions[cluster.Partition];
            Assert.Equal(model.Describe(component), Describe(partition, IdentityGraph.Pdg, cluster.Number));
            foreach (var primary in component.Primaries)
            {
                var number = partition.FindNumber(IdentityGraph.None, cluster.Number, ModelProfiles.IdentityOf(primary));
                Assert.Equal(model.DescribePrimary(primary), Describe(partition, IdentityGraph.None, number));
            }
        }

        Assert.Equal(model.Components().Sum(component => component.Primaries.Count), sandbox.Partitions.Sum(partition => partition.LivePrimaryCount));

        Assert.Equal(clusters.Count, sandbox.Partitions.Sum(partition => partition.LiveCount));
        Assert.Equal(model.Components().Sum(component => component.Keys.Count), sandbox.Index.Count);
        return clusters;
    }

    private static string Describe(PartitionProfiles partition, IdentityGraph graph, int number)
    {
        var input = new MergeInput();
        partition.Fill(input, graph, number);
        var fragments = input.Fragments.Select(fragment => $"{fragment.Dataset}@{fragment.TimestampMs}/{fragment.Stamp >> 24}.{fragment.Stamp & 0xFFFFFF}");
        var events = input.Events.Select(item => $"{item.Dataset}@{item.TimestampMs}#{JsonNode.Parse(item.Content.Span)!["_id"]}");
        var identities = input.Identities.Select(identity => $"{identity.Namespace}:{Records.RecordReading.Text(identity.Value)}{(identity.IsPrimary ? "*" : "")}");
        return string.Join(" ", fragments.Order(StringComparer.Ordinal)) + " | " + string.Join(" ", events.Order(StringComparer.Ordinal)) + " | " + string.Join(" ", identities.Order(StringComparer.Ordinal));
    }

    private static void Reload(Random random, TestSandbox sandbox, MemoryFiles[] files, int step)
    {
        var partition = random.Next(sandbox.Partitions.Length);
        if (random.Next(2) == 0) _ = sandbox.View(partition, random.Next(2) == 0 ? ByTime : Unlinked);
        var checkpoint = sandbox.Partitions[partition].Prepare($"{partition}/{step}");
        files[partition].Write(checkpoint);
        sandbox.Partitions[partition].Complete(checkpoint, files[partition].Open);
        sandbox.Index = IdentityIndex.Decode(sandbox.Index.Encode());
        if (random.Next(2) == 0) sandbox.Partitions[partition] = PartitionProfiles.Load(files[partition].Manifest, files[partition].Open);
    }

    private static void CheckViews(TestSandbox sandbox)
    {
        foreach (var policy in new[] { ByTime, Unlinked })
        {
            foreach (var partition in sandbox.Partitions)
            {
                var rows = TestSandbox.Rows(sandbox.View(partition.Partition, policy));
                Assert.Equal(
                    Enumerable.Range(0, partition.GetUpperBound(policy.Graph)).Where(number => partition.IsLive(policy.Graph, number) && !partition.HasTooManyIdentities(policy.Graph, number)),
                    rows.Keys);
                Assert.All(rows, row => Assert.Equal(RowJson.Read(partition.MergeRow(row.Key, policy), 0), row.Value));
            }
        }
    }
}
