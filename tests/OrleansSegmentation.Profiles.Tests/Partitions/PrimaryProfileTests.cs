using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>Views without an identity graph, where a profile is what one primary identity names.</summary>
public sealed class PrimaryProfileTests
{
    private static readonly MergePolicy Unlinked = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []) { Graph = IdentityGraph.None };

    [Fact]
    public void View_RecordsOfTwoPrimaryIdentitiesInOneCluster_HasARowForEachWithItsOwnDataOnly()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(
            """{"datasetId":"crm","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c","primary":true}],"Email":[{"id":"a@b.c"}]},"a":"crm","b":1}}""",
            """{"datasetId":"web","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"crmId":[{"id":"c","primary":true}]},"a":"web","w":2}}""",
            """{"datasetId":"web","timestamp":"2026-01-03T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e","primary":true}],"EMAIL":[{"id":"A@b.c"}]},"a":"visit"}}""",
            """{"datasetId":"web","entity":{"_id":"x","timestamp":"2026-01-04T00:00:00Z","identityMap":{"ECID":[{"id":"e"}]}}}""");

        Assert.Single(sandbox.Rows(Unlinked with { Id = Guid.NewGuid(), Graph = IdentityGraph.Pdg }));
        Assert.Equal(
            [
                """{"a":"crm","b":1,"identityMap":{"CRMID":[{"id":"c","primary":true}],"Email":[{"id":"a@b.c"}]},"w":2}""",
                """{"a":"visit","identityMap":{"ECID":[{"id":"e","primary":true}],"EMAIL":[{"id":"a@b.c"}]},"xEvent":[{"_id":"x","identityMap":{"ECID":[{"id":"e"}]},"timestamp":"2026-01-04T00:00:00Z"}]}""",
            ],
            sandbox.Rows(Unlinked));
    }

    [Fact]
    public void View_EventSentAgainByAnotherPrimaryIdentity_MovesToItsProfile()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"e"},{"id":"f"}]}}""", """{"identityMap":{"ECID":[{"id":"f"}]}}""", Event("e", 1));
        Assert.Equal([1, 0], EventCounts(sandbox, "e", "f"));

        sandbox.Ingest(Event("f", 2));
        Assert.Equal([0, 1], EventCounts(sandbox, "e", "f"));

        sandbox.Ingest(Event("e", 1));
        Assert.Equal([0, 1], EventCounts(sandbox, "e", "f")); // an older version changes nothing
    }

    [Fact]
    public void View_ClusterWith300PrimaryIdentities_KeepsTheirProfilesAndExcludesOnlyThoseWithTooManyOfTheirOwn()
    {
        var sandbox = new TestSandbox(1);
        for (var round = 0; round < 2; round++)
        {
            sandbox.Ingest([.. Enumerable.Range(0, 300).Select(i => $$$"""
                {"datasetId":"d{{{i % 7}}}","entity":{"identityMap":{"ECID":[{"id":"shared"},{"id":"e{{{i}}}","primary":true}]},"n":{{{i}}},"xEvent":[{"_id":"x{{{i}}}","timestamp":"2026-01-01T00:00:00Z","round":{{{round}}}}]}}
                """)]);
        }

        var view = sandbox.View(0, Unlinked);
        Assert.Equal((300L, 0L), (view.ProfileCount, view.ExcludedTooManyIdentities));
        var rows = TestSandbox.Rows(view);
        Assert.All(rows, row => Assert.Contains($"\"n\":{row.Key},", row.Value, StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Contains($"\"_id\":\"x{row.Key}\",\"round\":1", row.Value, StringComparison.Ordinal));

        var many = string.Join(',', Enumerable.Range(0, 49).Select(static i => $$"""{"id":"m{{i}}"}"""));
        sandbox.Ingest($$$"""{"datasetId":"z","entity":{"identityMap":{"ECID":[{"id":"e7","primary":true},{{{many}}}]} } }""");
        view = sandbox.View(0, Unlinked);
        Assert.Equal((299L, 1L), (view.ProfileCount, view.ExcludedTooManyIdentities));
        Assert.False(TestSandbox.Rows(view).ContainsKey(7));
    }

    [Fact]
    public void View_OneOfManyProfilesOfAClusterChanges_MakesOnlyItsRowAnew()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest([.. Enumerable.Range(0, 100).Select(i => $$$"""{"identityMap":{"ECID":[{"id":"e{{{i}}}","primary":true},{"id":"shared"}]},"n":{{{i}}}}""")]);
        _ = sandbox.View(0, Unlinked);
        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"e42","primary":true},{"id":"shared"}]},"n":-1}""");
        Assert.Equal(1, sandbox.Partitions[0].PendingRowCount(Unlinked));
    }

    [Fact]
    public void Numbers_OfPrimaryIdentities_AreGivenInOrderAndNeverAgain()
    {
        var sandbox = new TestSandbox(1);
        var partition = sandbox.Partitions[0];
        sandbox.Ingest(Fragment("a"), Fragment("b"), Fragment("a"), """{"identityMap":{"ECID":[{"id":"c","primary":true},{"id":"a"}]}}""");
        Assert.Equal([0, 2], partition.GetPrimaries(0).Select(static primary => primary.Number));
        Assert.Equal((3, 3), (partition.NextPrimary, partition.LivePrimaryCount));

        // b goes to the cluster of a and c: its old number is gone for good.
        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"a"},{"id":"b"}]}}""");
        Assert.Equal([0, 2, 3], partition.GetPrimaries(0).Select(static primary => primary.Number));
        Assert.Equal(IdentityKey.Of("ecid", "b"), partition.GetProfileKey(IdentityGraph.None, 3));
        Assert.Equal((4, 3), (partition.NextPrimary, partition.LivePrimaryCount));
        Assert.False(partition.IsLive(IdentityGraph.None, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.GetProfileKey(IdentityGraph.None, 1));
        Assert.Equal(3, partition.FindNumber(IdentityGraph.None, 0, IdentityKey.Of("ecid", "b")));
        Assert.Equal(-1, partition.FindNumber(IdentityGraph.None, 0, IdentityKey.Of("ecid", "nobody")));
        Assert.Equal(0, partition.FindNumber(IdentityGraph.Pdg, 0, IdentityKey.Of("ecid", "b")));
    }

    [Fact]
    public void Numbers_OfAnIdentityThatIsNeverPrimary_AreNotGiven()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"e","primary":true}],"Email":[{"id":"a@b.c"}]}}""");
        Assert.Equal(1, sandbox.Partitions[0].NextPrimary);
        Assert.Equal(-1, sandbox.Partitions[0].FindNumber(IdentityGraph.None, 0, IdentityKey.Of("email", "a@b.c")));
    }

    private static int[] EventCounts(TestSandbox sandbox, params string[] primaries)
    {
        var rows = sandbox.Rows(Unlinked);
        return [.. primaries.Select(primary => rows.Single(row => row.Contains($"\"id\":\"{primary}\",\"primary\":true", StringComparison.Ordinal)).Split("\"_id\"").Length - 1)];
    }

    private static string Event(string ecid, int day) =>
        $$$"""{"_id":"x","timestamp":"2026-01-0{{{day}}}T00:00:00Z","identityMap":{"ECID":[{"id":"{{{ecid}}}"}]}}""";

    private static string Fragment(string ecid) => $$$"""{"identityMap":{"ECID":[{"id":"{{{ecid}}}"}]}}""";
}
