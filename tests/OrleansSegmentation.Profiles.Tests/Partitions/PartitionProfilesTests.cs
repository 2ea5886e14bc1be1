using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class PartitionProfilesTests
{
    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);

    [Fact]
    public void Apply_OlderFragmentArrivesLater_DoesNotReplaceTheNewer()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Fragment("e", "2026-01-02T00:00:00Z", "\"a\":2"));
        sandbox.Ingest(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":1,\"b\":1"));
        Assert.Equal(["""{"a":2,"identityMap":{"ECID":[{"id":"e","primary":true}]}}"""], sandbox.Rows(ByTime));
    }

    [Fact]
    public void Apply_SameTimestamp_LaterEpochThenLaterPositionWins()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":1"));
        sandbox.Ingest(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":2"), Fragment("e", "2026-01-01T00:00:00Z", "\"a\":3"));
        Assert.StartsWith("""{"a":3,""", sandbox.Rows(ByTime)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_SameEventAgain_IsOneEvent()
    {
        var sandbox = new TestSandbox(1);
        var line = """{"_id":"e1","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e"}]}}""";
        sandbox.Ingest(line, line);
        sandbox.Ingest(line, line.Replace("01-01T", "01-02T"));
        Assert.Equal(
            """{"identityMap":{"ECID":[{"id":"e","primary":true}]},"xEvent":[{"_id":"e1","identityMap":{"ECID":[{"id":"e"}]},"timestamp":"2026-01-02T00:00:00Z"}]}""",
            Assert.Single(sandbox.Rows(ByTime)));
    }

    [Fact]
    public void Apply_SameBatchTwice_GivesTheSameProfiles()
    {
        var records = SampleRecords.Make(new Random(7), 60, 20);
        var sandbox = new TestSandbox(2);
        sandbox.Ingest(records);
        var rows = sandbox.Rows(ByTime);
        sandbox.Ingest(records);
        Assert.Equal(rows, sandbox.Rows(ByTime));
    }

    [Fact]
    public void Apply_FragmentWithoutAnEarlierIdentity_KeepsTheLink()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"identityMap":{"CRMID":[{"id":"c"}],"Email":[{"id":"a@b.c"}]}}""");
        sandbox.Ingest("""{"identityMap":{"crmid":[{"id":"c"}]},"a":1}""");
        Assert.Equal(["""{"a":1,"identityMap":{"Email":[{"id":"a@b.c"}],"crmid":[{"id":"c","primary":true}]}}"""], sandbox.Rows(ByTime));
    }

    [Fact]
    public void Apply_ClusterWithManyRowsOfEachKind_KeepsEachOnce()
    {
        var sandbox = new TestSandbox(1);
        for (var round = 0; round < 3; round++)
        {
            sandbox.Ingest([.. Enumerable.Range(0, 300).Select(i => $$$"""
                {"datasetId":"d{{{i % 7}}}","entity":{"identityMap":{"ECID":[{"id":"shared"},{"id":"e{{{i}}}","primary":true}]},"xEvent":[{"_id":"x{{{i}}}","timestamp":"2026-01-01T00:00:00Z","round":{{{round}}}}]}}
                """)]);
        }

        var partition = sandbox.Partitions[0];
        Assert.Equal(1, partition.LiveCount);
        Assert.Equal(301, partition.GetIdentityCount(IdentityGraph.Pdg, 0));
        var input = new MergeInput();
        partition.Fill(input, IdentityGraph.Pdg, 0);
        Assert.Equal((300, 300, 301), (input.Fragments.Count, input.Events.Count, input.Identities.Count));
        Assert.All(input.Events, item => Assert.Contains("\"round\":2", Records.RecordReading.Text(item.Content), StringComparison.Ordinal));
    }

    [Fact]
    public void View_ClusterWith51Identities_IsExcludedAndCounted()
    {
        var sandbox = new TestSandbox(1);
        var fifty = Enumerable.Range(0, 50).Select(i => $$$"""{"identityMap":{"ECID":[{"id":"shared"},{"id":"e{{{Math.Max(i, 1)}}}"}]},"a":1}""").ToArray();
        sandbox.Ingest([.. fifty, Fragment("other", "2026-01-01T00:00:00Z", "\"a\":1")]);
        var before = sandbox.View(0, ByTime);
        Assert.Equal((2, 0), (before.ProfileCount, before.ExcludedTooManyIdentities));

        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"shared"},{"id":"e50"}]}}""");
        var after = sandbox.View(0, ByTime);
        Assert.Equal((1, 1), (after.ProfileCount, after.ExcludedTooManyIdentities));
        Assert.Equal(2, sandbox.Partitions[0].LiveCount);
        Assert.Equal(1, Assert.Single(TestSandbox.Rows(after)).Key);
        Assert.Equal(2, TestSandbox.Rows(before).Count); // a view handed out does not change
    }

    [Fact]
    public void View_Marks_AreTheNamespacesOfEachRowInLowerCase()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"1"}],"Email":[{"id":"a@b.c"}]}}""", """{"identityMap":{"ecid":[{"id":"2"}]}}""", """{"identityMap":{"Phone":[{"id":"3"}]}}""");
        var chunk = Assert.Single(sandbox.View(0, ByTime).Pieces).Chunk;

        Assert.Equal(["ecid", "email", "phone"], chunk.Marks.Keys);
        Assert.Equal([0b011UL, 0b001UL, 0b100UL], chunk.Marks.Values.Select(mark => mark.Words[0]));
    }

    [Fact]
    public void View_EventsAtOneTime_AreOrderedByDatasetThenId()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest([.. from dataset in new[] { "b", "a", "C" } from id in new[] { "2", "10", "\\u0031" } select $$$"""
            {"datasetId":"{{{dataset}}}","entity":{"_id":"{{{id}}}","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e"}]},"d":"{{{dataset}}}"}}
            """]);
        var ids = JsonNode.Parse(Assert.Single(sandbox.Rows(ByTime)))!["xEvent"]!.AsArray().Select(item => $"{item!["d"]}{item["_id"]}");
        Assert.Equal(["C1", "C10", "C2", "a1", "a10", "a2", "b1", "b10", "b2"], ids);
    }

    [Fact]
    public void View_DeepestRecordsAndEvents_FitIntoARow()
    {
        var sandbox = new TestSandbox(1);
        var deep = new string('[', 63) + new string(']', 63);
        sandbox.Ingest($$$"""{"identityMap":{"ECID":[{"id":"e"}]},"a":{{{deep}}}}""", $$$"""{"_id":"x","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e"}]},"a":{{{deep}}}}""");
        Assert.Contains($"\"a\":{deep}", Assert.Single(sandbox.Rows(ByTime)), StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_WithDatasetOrder_IgnoresAttributesOfOtherDatasetsButNotTheirEventsAndIdentities()
    {
        var policy = new MergePolicy(Guid.NewGuid(), 1, AttributeMerge.DatasetPrecedence, ["crm", "shop"]);
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(
            """{"datasetId":"web","timestamp":"2026-01-09T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}],"CRMID":[{"id":"c"}]},"a":"web","w":1,"xEvent":[{"_id":"x","timestamp":"2026-01-01T00:00:00Z"}]}}""",
            """{"datasetId":"crm","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":null,"b":"crm"}}""",
            """{"datasetId":"shop","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"CRMID":[{"id":"c"}]},"a":"shop","b":"shop","c":"shop"}}""");
        Assert.Equal(
            """{"a":"shop","b":"crm","c":"shop","identityMap":{"CRMID":[{"id":"c","primary":true}],"ECID":[{"id":"e","primary":true}]},"xEvent":[{"_id":"x","timestamp":"2026-01-01T00:00:00Z"}]}""",
            Assert.Single(sandbox.Rows(policy)));
    }

    [Fact]
    public void Attributes_ObjectMeetsScalar_TheStrongerHidesTheOtherAndAllBelow()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(
            """{"datasetId":"1","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":{"x":1,"y":1},"b":{"x":1},"c":{}}}""",
            """{"datasetId":"2","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":7,"b":{"y":2},"c":{"z":null}}}""",
            """{"datasetId":"3","timestamp":"2026-01-03T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":{"z":3},"b":{"x":null,"z":[]}}}""");
        Assert.StartsWith("""{"a":{"z":3},"b":{"x":1,"y":2,"z":[]},"c":{},""", Assert.Single(sandbox.Rows(ByTime)), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSources_ValuesOfSeveralDatasets_NamesTheOneThatWonEach()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(
            """{"datasetId":"1","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":{"x":1,"y":1},"b":{"x":1},"c":{"d":{"e":1}}}}""",
            """{"datasetId":"2","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":7,"b":{"y":2},"n":null}}""",
            """{"datasetId":"3","timestamp":"2026-01-03T00:00:00Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"a":{"z":3},"b":{"x":null,"z":[1]},"n":null,"xEvent":[{"_id":"2","timestamp":"2026-01-02T00:00:00Z"}]}}""",
            """{"datasetId":"4","entity":{"_id":"1","timestamp":"2026-01-01T00:00:00Z","identityMap":{"ECID":[{"id":"e"}]}}}""");
        Assert.Equal(
            """{"a":"3","b":{"z":"3","y":"2","x":"1"},"c":"1","xEvent":["4","3"]}""", Encoding.UTF8.GetString(sandbox.Partitions[0].ReadSources(0, ByTime)));
        var byDataset = ByTime with { AttributeMerge = AttributeMerge.DatasetPrecedence, DatasetOrder = ["2", "1"] };
        Assert.Equal(
            """{"a":"2","b":{"y":"2","x":"1"},"c":"1","xEvent":["4","3"]}""", Encoding.UTF8.GetString(sandbox.Partitions[0].ReadSources(0, byDataset)));
    }

    [Theory] // one fragment is copied, two are merged
    [InlineData(1), InlineData(2)]
    public void Attributes_NamesAndTextsWithEscapes_AreKept(int fragments)
    {
        var sandbox = new TestSandbox(1);
        for (var i = 0; i < fragments; i++)
            sandbox.Ingest($$$"""{"datasetId":"d{{{i}}}","entity":{"identityMap":{"EC\"ID":[{"id":"e\\1"}]},"a\"b\\":{"\u00e9\n":"x\ty\ud83d\ude00"},"":1}}""");
        Assert.Equal(
            RowJson.Canonical(JsonNode.Parse("""{"identityMap":{"EC\"ID":[{"id":"e\\1","primary":true}]},"a\"b\\":{"é\n":"x\ty😀"},"":1}""")),
            Assert.Single(sandbox.Rows(ByTime)));
    }

    [Fact]
    public void Export_ThenImportIntoAnother_MovesEverything()
    {
        var random = new Random(3);
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(SampleRecords.Make(random, 50, 60));
        var source = sandbox.Partitions[0];
        foreach (var number in Enumerable.Range(0, source.NextRow).Where(source.IsLive))
        {
            var target = new PartitionProfiles(1);
            var empty = new TestSandbox(1);
            empty.Ingest("""{"identityMap":{"X":[{"id":"x"}]}}""");
            target = empty.Partitions[0];
            var sizeBefore = target.GetSizeBytes(0);
            target.ImportCluster(0, source.ExportCluster(number), 9);

            Assert.Equal(source.GetSizeBytes(number) + sizeBefore, target.GetSizeBytes(0));
            Assert.Equal(source.GetIdentityCount(IdentityGraph.Pdg, number) + 1, target.GetIdentityCount(IdentityGraph.Pdg, 0));
            Assert.Equal(source.GetPrimaries(number).Count + 1, target.GetPrimaries(0).Count);
            Assert.Equal(9, target.Epoch);
        }
    }

    [Fact]
    public void Import_DamagedContent_ChangesNothing()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":1"), Fragment("f", "2026-01-01T00:00:00Z", "\"a\":1"));
        var content = sandbox.Partitions[0].ExportCluster(0);
        var size = sandbox.Partitions[0].GetSizeBytes(1);
        for (var i = 0; i < content.Length; i++)
        {
            var damaged = content.ToArray();
            damaged[i] ^= 2;
            Assert.Throws<InvalidDataException>(() => sandbox.Partitions[0].ImportCluster(1, damaged, 2));
        }

        Assert.Equal(size, sandbox.Partitions[0].GetSizeBytes(1));
    }

    [Fact]
    public void Cluster_Retired_IsGone()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":1"), Fragment("f", "2026-01-01T00:00:00Z", "\"a\":1"));
        var partition = sandbox.Partitions[0];
        _ = sandbox.View(0, ByTime);
        partition.Retire(0);

        Assert.False(partition.IsLive(0));
        Assert.Equal((1, 2, 0L), (partition.LiveCount, partition.NextRow, partition.GetSizeBytes(0)));
        Assert.Equal(1, partition.PendingRowCount(ByTime));
        Assert.Equal([1], TestSandbox.Rows(sandbox.View(0, ByTime)).Keys);
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.Retire(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.ExportCluster(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => partition.ImportCluster(2, [], 1));
    }

    [Fact]
    public void Route_OfAnotherBatch_IsRefused()
    {
        var payload = Records.RecordReading.Ndjson(Fragment("e", "2026-01-01T00:00:00Z", "\"a\":1")).Payload;
        Assert.Throws<ArgumentException>(() => new PartitionProfiles(0).Apply(1, payload, new BatchRoute([0, 0], [0, 0], [], [1]), Guid.Empty));
    }

    private static string Fragment(string ecid, string timestamp, string attributes) =>
        $$$"""{"timestamp":"{{{timestamp}}}","entity":{"identityMap":{"ECID":[{"id":"{{{ecid}}}"}]},{{{attributes}}}}}""";
}
