using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Attributes of changing kinds, and very many of them: jobs count what the reference evaluator counts, and profiles show what was sent.</summary>
public sealed class SchemaEvolutionEndToEndTests
{
    private const long StartMs = 1_780_000_000_000;
    private const int Profiles = 30;

    private static readonly string?[] Values =
        [null, "7", "7.5", "\"7\"", "true", "{\"x\":7,\"y\":{\"z\":\"7\"}}", "[7,\"7\",{\"x\":7}]", "{\"x\":\"7\"}", "null", "\"seven\""];

    private static readonly string[] Expressions =
    [
        "v = 7", "v = \"7\"", "v > 7", "v >= \"7\"", "v != 7", "v = true", "v.isNull()", "v.isNotNull()", "v.x = 7", "v.x = \"7\"", "v.x.isNotNull()", "v.y.z = \"7\"",
        "v in [7, 8]", "v in [\"7\", \"seven\"]", "v.startsWith(\"se\")", "v + 1 = 8", "not (v < 10)", "deep.er = 7 or deep.er.x = 7", "deep.er.y.isNotNull()",
    ];

    [Fact]
    public async Task Path_AbsentThenNumberTextObjectAndList_IsCountedAndShownWithItsKind()
    {
        var storage = new MemoryStorage();
        var records = new List<SampleRecord>();
        List<(Guid Id, string Expression)> segments = [];
        for (var round = 0; round < 4; round++)
        {
            await using var silo = await EndToEndSilo.StartAsync(storage); // each time from checkpoints of the round before
            if (round == 0) segments = await DefineAsync(silo, Expressions);
            foreach (var half in Enumerable.Range(0, Profiles).Chunk(Profiles / 2))
            {
                var batch = half.Select(profile => Record(profile, round)).ToList();
                records.AddRange(batch);
                await silo.IngestAsync(batch.Select(static record => record.ToLine()));
            }

            await AssertCountsAsync(silo, segments, records, $"round {round}");
            var answers = await silo.Client.GetProfilesAsync(new ProfileQuery([.. Enumerable.Range(0, Profiles).Select(static profile => new EntityReference($"p{profile}", "CRMID"))], null, null));
            for (var profile = 0; profile < Profiles; profile++)
            {
                var shown = JsonNode.Parse(answers[profile].Lookup.Value!.EntityJson.Span)!.AsObject();
                Assert.Equal(RowJson.Canonical(Record(profile, round).Attributes!["v"]), RowJson.Canonical(shown["v"]));
                Assert.Equal(RowJson.Canonical(Record(profile, round).Attributes!["deep"]), RowJson.Canonical(shown["deep"]));
            }
        }
    }

    [Fact]
    public async Task FiveThousandPathsAndKeys_AreCountedAsTheReferenceCountsAfterARestartToo()
    {
        const int Count = 1_250;
        const int PerRecord = 4;
        var storage = new MemoryStorage();
        var records = Enumerable.Range(0, Count).Select(number => new SampleRecord("crm", StartMs + number, [("CRMID", $"p{number}")], Sparse(number * PerRecord, PerRecord), [])).ToList();
        string[] expressions =
        [
            "object3.field7 >= 0", "object49.field99 = 4999", "object0.field0.isNotNull()", "object12.field1.isNull()", "map.k4321 = 4321", "map.get(\"k17\") > 3",
            "map.k17.isNull() and object1.field0 = 100", "object7.field7 = 707 and map.k707 = 707",
        ];
        List<(Guid Id, string Expression)> segments;
        await using (var silo = await EndToEndSilo.StartAsync(storage))
        {
            segments = await DefineAsync(silo, expressions);
            foreach (var batch in records.Chunk(500)) await silo.IngestAsync(batch.Select(static record => record.ToLine()));
            await AssertCountsAsync(silo, segments, records, "before");
        }

        await using var restarted = await EndToEndSilo.StartAsync(storage);
        await AssertCountsAsync(restarted, segments, records, "after");
    }

    private static JsonObject Sparse(int first, int count)
    {
        var attributes = new JsonObject { ["map"] = new JsonObject() };
        for (var path = first; path < first + count; path++)
        {
            if (attributes[$"object{path / 100}"] is not JsonObject group) attributes[$"object{path / 100}"] = group = [];
            group[$"field{path % 100}"] = path;
            attributes["map"]![$"k{path}"] = path;
        }

        return attributes;
    }

    private static SampleRecord Record(int profile, int round)
    {
        var attributes = new JsonObject { ["round"] = round, ["deep"] = new JsonObject() };
        if (Values[(profile + 3 * round) % Values.Length] is { } value)
        {
            attributes["v"] = JsonNode.Parse(value);
            attributes["deep"]!["er"] = JsonNode.Parse(value);
        }

        return new SampleRecord("crm", StartMs + round * 1_000 + profile, [("CRMID", $"p{profile}")], attributes, []);
    }

    private static async Task<List<(Guid Id, string Expression)>> DefineAsync(EndToEndSilo silo, string[] expressions)
    {
        var segments = new List<(Guid Id, string Expression)>();
        foreach (var expression in expressions) segments.Add((await silo.DefineAsync(expression, expression), expression));
        return segments;
    }

    private static async Task AssertCountsAsync(EndToEndSilo silo, List<(Guid Id, string Expression)> segments, List<SampleRecord> records, string what)
    {
        var job = await silo.RunAllAsync();
        Assert.True(job.Status == SegmentJobStatus.Succeeded, $"{what}: {job.Status} {job.Errors?[0].Msg}");
        var recount = new Recount(records, job.Metrics.TotalTime.StartTimeInMs!.Value);
        var wrong = new StringBuilder();
        foreach (var (id, expression) in segments)
        {
            recount.Add(id, expression, new MergePolicy(Guid.Empty, 1, AttributeMerge.TimestampOrdered, []));
            var counted = job.Metrics.SegmentedProfileCounter![id];
            if (counted != recount.CountMembers(id)) wrong.AppendLine($"{what}: {expression}: {counted}, not {recount.CountMembers(id)}.");
        }

        Assert.Equal("", wrong.ToString());
        Assert.Contains(segments, segment => job.Metrics.SegmentedProfileCounter![segment.Id] > 0);
    }
}
