using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>Attributes come, change their kind and go; many of them are in few profiles.</summary>
public sealed class SchemaEvolutionTests
{
    private const int PathCount = 5_000;
    private const int RowCount = 10_000;
    private const int ValuesPerRow = 4;

    private static readonly MergePolicy ByTime = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);

    // What a path has been in turn: nothing yet, each kind of value, and nothing again.
    private static readonly string[] Values =
        ["", "7", "7.5", "\"7\"", "true", "{\"x\":7,\"y\":{\"z\":\"7\"}}", "[7,\"7\",{\"x\":7},[7]]", "{}", "[]", "{\"x\":\"7\",\"y\":7}", "null", "\"2026-01-01T00:00:00Z\"", "9007199254740993"];

    [Fact]
    public void Path_OfEveryKindOverRecordsAndBatches_KeepsEachValueWithItsKind()
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var round = 0; round < 2 * Values.Length; round++)
        {
            // Profile i is as many kinds further as its number says, so at any time all kinds are there.
            var lines = Enumerable.Range(0, Values.Length).Select(i => Line(i, round, ValueOf(i, round))).ToArray();
            sandbox.Ingest(lines.Take(5).ToArray());
            sandbox.Ingest(lines.Skip(5).ToArray());
            if (round % 3 > 0) AssertRows(sandbox, round);

            var checkpoint = sandbox.Partitions[0].Prepare($"{round}");
            files.Write(checkpoint);
            sandbox.Partitions[0].Complete(checkpoint, files.Open);
            if (round % 2 == 0) sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
            AssertRows(sandbox, round);
            for (var i = 0; i < Values.Length; i++)
                Assert.Equal(Expected(i, round), RowJson.Read(sandbox.Partitions[0].MergeRow(i, ByTime), 0));
        }
    }

    [Fact]
    public void Path_OfOtherKindsInTwoDatasets_TheOneThatWinsHidesTheOther()
    {
        foreach (var older in Values.Where(static value => value is not ("" or "null")))
        {
            foreach (var newer in Values.Where(static value => value is not ("" or "null")))
            {
                var sandbox = new TestSandbox(1);
                sandbox.Ingest(Envelope("crm", 1, older));
                sandbox.Ingest(Envelope("web", 2, newer));
                var expected = older[0] == '{' && newer[0] == '{' ? Over(JsonNode.Parse(newer)!.AsObject(), JsonNode.Parse(older)!.AsObject()) : JsonNode.Parse(newer)!;
                Assert.Equal(RowJson.Canonical(expected), RowJson.Canonical(JsonNode.Parse(Assert.Single(sandbox.Rows(ByTime)))!["v"]));
            }
        }
    }

    [Theory]
    [InlineData("paths"), InlineData("map")]
    public void FiveThousandAttributes_EachInFewProfiles_CostTheirValuesNotRowsTimesPaths(string kind)
    {
        var sandbox = new TestSandbox(1);
        var files = new MemoryFiles();
        for (var first = 0; first < RowCount; first += 2_500) sandbox.Ingest([.. Enumerable.Range(first, 2_500).Select(row => SparseLine(row, kind, 0))]);

        var chunk = Assert.Single(sandbox.View(0, ByTime).Pieces).Chunk;
        Store(sandbox, files, "1");

        // A value takes 12 bytes, and a path its name, its place in the directory, and the objects that hold it in memory. One bit per row and path would be 6 MB.
        var values = RowCount * ValuesPerRow;
        var identities = RowCount * 80;
        Assert.InRange(chunk.EstimateMemoryBytes(), values * 12, values * 24 + PathCount * 900 + identities);
        Assert.InRange(files.Contents["1.view-0-0"].Length, values * 12, values * 24 + PathCount * 160 + identities);
        Assert.Equal(PathCount, CountLeaves(chunk.Rows) - IdentityLeaves);

        sandbox.Partitions[0] = PartitionProfiles.Load(files.Manifest, files.Open);
        var rows = TestSandbox.Rows(sandbox.View(0, ByTime));
        for (var row = 0; row < RowCount; row += 97) Assert.Equal(SparseRow(row, kind, 0), rows[row]);

        // The next hundred change only; all are there still.
        sandbox.Ingest([.. Enumerable.Range(0, 100).Select(row => SparseLine(row, kind, 1))]);
        rows = TestSandbox.Rows(sandbox.View(0, ByTime));
        for (var row = 0; row < RowCount; row += 13) Assert.Equal(SparseRow(row, kind, row < 100 ? 1 : 0), rows[row]);
    }

    private const int IdentityLeaves = 2; // the value of an identity, and that it is primary

    private static int CountLeaves(Columnar.Columns.ValueColumn column)
    {
        if (column.Lists is { } lists) return CountLeaves(lists.Items);
        return column.Objects is { } objects ? objects.Fields.Sum(static field => CountLeaves(field.Values)) : 1;
    }

    private static string SparseLine(int row, string kind, int version) => $$"""{"identityMap":{"ECID":[{"id":"{{row}}"}]},{{SparseAttributes(row, kind, version)}}}""";

    private static string SparseRow(int row, string kind, int version) => RowJson.Canonical(
        JsonNode.Parse($$"""{"identityMap":{"ECID":[{"id":"{{row}}","primary":true}]},{{SparseAttributes(row, kind, version)}}}"""));

    private static string SparseAttributes(int row, string kind, int version)
    {
        var text = new StringBuilder();
        var paths = Enumerable.Range(0, ValuesPerRow).Select(i => (row * ValuesPerRow + i) % PathCount);
        if (kind == "map") return $"\"map\":{{{string.Join(",", paths.Select(path => $"\"key {path}\":{row + version}"))}}}";
        foreach (var group in paths.GroupBy(static path => path / 100)) // objects of a hundred fields
            text.Append(text.Length > 0 ? "," : "").Append($"\"object{group.Key}\":{{{string.Join(",", group.Select(path => $"\"field{path % 100}\":{row + version}"))}}}");
        return text.ToString();
    }

    private static string ValueOf(int profile, int round) => Values[(profile + round) % Values.Length];

    private static void AssertRows(TestSandbox sandbox, int round)
    {
        var rows = TestSandbox.Rows(sandbox.View(0, ByTime));
        for (var i = 0; i < Values.Length; i++) Assert.Equal(Expected(i, round), rows[i]);
    }

    private static string Line(int profile, int round, string value) => $$$"""{"identityMap":{"ECID":[{"id":"e{{{profile:D2}}}","primary":true}]},"round":{{{round}}}{{{Attribute(value)}}}}""";

    private static string Expected(int profile, int round) => RowJson.Canonical(JsonNode.Parse(Line(profile, round, ValueOf(profile, round))));

    private static string Attribute(string value) => value.Length == 0 ? "" : $",\"deep\":{{\"er\":{value}}},\"v\":{value}";

    private static string Envelope(string dataset, int second, string value) =>
        $$$"""{"datasetId":"{{{dataset}}}","timestamp":"2026-01-01T00:00:0{{{second}}}Z","entity":{"identityMap":{"ECID":[{"id":"e"}]},"v":{{{value}}}}}""";

    private static JsonObject Over(JsonObject newer, JsonObject older)
    {
        foreach (var (name, value) in older)
        {
            if (!newer.ContainsKey(name)) newer[name] = value!.DeepClone();
            else if (newer[name] is JsonObject inner && value is JsonObject other) Over(inner, other);
        }

        return newer;
    }

    private static void Store(TestSandbox sandbox, MemoryFiles files, string name)
    {
        var checkpoint = sandbox.Partitions[0].Prepare(name);
        files.Write(checkpoint);
        sandbox.Partitions[0].Complete(checkpoint, files.Open);
    }
}
