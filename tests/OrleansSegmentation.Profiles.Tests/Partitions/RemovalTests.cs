using System.Text;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class RemovalTests
{
    private const string Deleted = "deleted.person";

    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);

    [Fact]
    public void Remove_DatasetThatJoinedTwoProfiles_SplitsThemAndTheOlderKeepsItsNumber()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"datasetId":"crm","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":1}}""");
        sandbox.Ingest("""{"datasetId":"web","entity":{"identityMap":{"ECID":[{"id":"e"}]},"b":2}}""");
        sandbox.Ingest("""{"datasetId":"link","entity":{"identityMap":{"CRMID":[{"id":"c"}],"ECID":[{"id":"e"}]},"l":3}}""");
        Assert.Equal(1, sandbox.Partitions[0].LiveCount);
        var joined = Find(sandbox, "crmid", "c");

        sandbox.Remove(RemovalSupplier.OfDataset("link", sandbox.Epoch));
        Assert.Equal(["""{"a":1,"identityMap":{"CRMID":[{"id":"c","primary":true}]}}""", """{"b":2,"identityMap":{"ECID":[{"id":"e","primary":true}]}}"""], sandbox.Rows(ByTime));
        Assert.Equal(joined, Find(sandbox, "crmid", "c"));
        Assert.Equal(new ClusterId(0, 2), Find(sandbox, "ecid", "e"));
    }

    [Fact]
    public void Remove_NewerSupplierOfAFragment_DoesNotBringTheOlderVersionBack()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"datasetId":"crm","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":1}}""");
        sandbox.Ingest("""{"datasetId":"crm","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":2}}""");
        sandbox.Remove(RemovalSupplier.OfBatch(TestSandbox.BatchIdOf(2), sandbox.Epoch));
        Assert.Equal(["""{"identityMap":{"CRMID":[{"id":"c","primary":true}]}}"""], sandbox.Rows(ByTime));
    }

    [Fact]
    public void Remove_RecordsIngestedAfterTheRequest_Stay()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"datasetId":"crm","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":1}}""");
        var requested = sandbox.Epoch;
        sandbox.Ingest("""{"datasetId":"crm","entity":{"identityMap":{"CRMID":[{"id":"d"}]},"a":2}}""");
        sandbox.Remove(RemovalSupplier.OfDataset("crm", requested));
        Assert.Equal(["""{"a":2,"identityMap":{"CRMID":[{"id":"d","primary":true}]}}"""], sandbox.Rows(ByTime));
    }

    [Fact]
    public void Checkpoint_AfterARemoval_HasNoByteOfWhatWasRemoved()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var round = 0; round < 4; round++)
        {
            // versions of the same records, so that replaced ones lie dead in earlier files
            sandbox.Ingest([.. Enumerable.Range(0, 50).Select(i => Record($"other{i}", round)), Record(Deleted, round)]);
            _ = sandbox.View(0, ByTime);
            Store(sandbox.Partitions[0], files, $"{round}");
        }

        sandbox.Ingest(Record(Deleted, 5), Record("other7", 5)); // these versions are in memory only
        _ = sandbox.View(0, ByTime);
        Assert.Contains(files.Contents.Values, Holds);
        var kept = sandbox.Rows(ByTime).Where(row => !row.Contains(Deleted, StringComparison.Ordinal)).ToArray();
        Assert.Equal(50, kept.Length);

        sandbox.Remove(RemovalSupplier.OfEntity(Find(sandbox, "email", $"{Deleted}@x.com").Number));
        Assert.True(sandbox.Partitions[0].HasErasedContent);
        Store(sandbox.Partitions[0], files, "removed");
        Assert.False(sandbox.Partitions[0].HasErasedContent);
        Assert.DoesNotContain(files.Contents.Values, Holds);
        Assert.Equal(kept, sandbox.Rows(ByTime));

        Store(sandbox.Partitions[0], files, "again");
        Assert.DoesNotContain(files.Contents.Values, Holds);
        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        Assert.Equal(kept, sandbox.Rows(ByTime));
    }

    [Fact]
    public void Plan_DamagedBlock_IsRefused()
    {
        var block = new RemovalPlan(0, [new ClusterRemoval(3, [new IdentityChange(7, -1)])], 4, -1, 1).Encode();
        block[^1] ^= 1;
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => RemovalPlan.Decode(block)).Message, StringComparison.Ordinal);
        block[4] = 9;
        Assert.Contains("version 9", Assert.Throws<InvalidDataException>(() => RemovalPlan.Decode(block)).Message, StringComparison.Ordinal);
    }

    private static string Record(string name, int round) => $$$"""
        {"datasetId":"crm","timestamp":"2026-01-0{{{round + 1}}}T00:00:00Z","entity":{"identityMap":{"Email":[{"id":"{{{name}}}@x.com"}]},"name":"{{{name}}}-{{{round}}}","xEvent":[{"_id":"{{{name}}}-event","timestamp":"2026-01-0{{{round + 1}}}T00:00:00Z"}]}}
        """;

    private static bool Holds(byte[] file) => file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Deleted)) >= 0;

    private static void Store(PartitionProfiles profiles, MemoryFiles files, string prefix)
    {
        var checkpoint = profiles.Prepare(prefix);
        files.Write(checkpoint);
        profiles.Complete(checkpoint, files.Open);
    }

    private static ClusterId Find(TestSandbox sandbox, string ns, string value) => sandbox.Index.Find(IdentityKey.Of(ns, value).Value);
}
