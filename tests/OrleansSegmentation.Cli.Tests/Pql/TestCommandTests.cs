using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansSegmentation.Cli.Tests.Pql;

public sealed class TestCommandTests
{
    private static readonly string[] Engines = ["production", "reference"];

    public static TheoryData<string> AllEngines => new(Engines);

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Test_AllExamplesOfTheLanguage_Pass(string engine)
    {
        var profile = File.ReadAllText(RepositoryFiles.SampleProfile);
        var examples = RepositoryFiles.ReadExamples().ToList();
        var cases = examples.Select(example => Case(example.Place, example.Expression, profile, RepositoryFiles.TruthOf(example.Value)))
            // A lambda over the whole expression cannot be negated.
            .Concat(examples.Where(static example => !example.Expression.StartsWith("(P) =>", StringComparison.Ordinal))
                .Select(example => Case($"not {example.Place}", $"not ({example.Expression})", profile, !RepositoryFiles.TruthOf(example.Value))))
            .ToList();

        var result = await Terminal.RunAsync($"[{string.Join(',', cases)}]", ["test", "-", "--engine", engine]);

        Assert.True(examples.Count > 1000, $"{examples.Count} examples");
        Assert.Equal($"{cases.Count} passed, 0 failed\n", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Test_AllExamplesConvertedToJson_Pass(string engine)
    {
        var profile = File.ReadAllText(RepositoryFiles.SampleProfile);
        var cases = new List<string>();
        foreach (var example in RepositoryFiles.ReadExamples().Where(static (_, index) => index % 10 == 0))
        {
            var json = (await Terminal.RunAsync("convert", "--format", "text", "--", example.Expression)).Output;
            cases.Add(Case(example.Place, json, profile, RepositoryFiles.TruthOf(example.Value))); // as a string
            cases.Add($"{{\"id\":\"object\",\"pql\":{json},\"profile\":{profile},\"now\":\"2026-03-18T12:00:00Z\",\"expect\":{(RepositoryFiles.TruthOf(example.Value) ? "true" : "false")}}}");
        }

        var result = await Terminal.RunAsync($"[{string.Join(',', cases)}]", ["test", "-", "--engine", engine]);

        Assert.True(cases.Count > 200, $"{cases.Count} cases");
        Assert.Equal($"{cases.Count} passed, 0 failed\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Test_EveryKindOfCase_GivesWhatItsEngineSays(string engine)
    {
        const string cases = """
            [
              {"id":"member","pql":"a = 1","profile":{"a":1},"now":"2026-03-18T12:00:00Z","expect":true,"note":"ignored"},
              {"id":"stored membership","pql":"inSegment(\"s\") and not inSegment(\"t\")","profile":{"segmentMembership":{"ups":{"s":{"status":"realized"},"t":{"status":"exited"}}}},"expect":true},
              {"id":"stored order","pql":"xEvent.head()._id = \"late\"","profile":{"xEvent":[{"_id":"late","timestamp":"2026-03-18T09:00:00Z"},{"_id":"early","timestamp":"2026-03-01T09:00:00Z"}]},"expect":true},
              {"id":"default now","pql":"t occurs today","profile":{"t":"2026-03-18T01:00:00Z"},"expect":true},
              {"id":"own now","pql":"t occurs today","profile":{"t":"2026-03-18T01:00:00Z"},"now":"2027-01-01T00:00:00Z","expect":false},
              {"id":"records","pql":"store@{shops}.city = \"Porto\" and @{shops}.count() = 1","profile":{"store":"s1"},"records":{"shops":{"s1":{"city":"Porto"}}},"expect":true},
              {"id":"no records","pql":"store@{shops}.city = \"Porto\"","profile":{"store":"s1"},"expect":false},
              {"id":"a name that stands twice","pql":"a = 2 and b.c = 1","profile":{"a":1,"b":{"c":0,"c":1},"a":2},"expect":true},
              {"id":"refused","pql":"a == 1","expect":"error"},
              {"id":"refused JSON","pql":{"nodeType":"nothing"},"expect":"error"},
              {"id":7,"pql":"not a","profile":{},"expect":true}
            ]
            """;

        Assert.Equal((0, "11 passed, 0 failed\n", ""), Shown(await Terminal.RunAsync(cases, ["test", "-", "--engine", engine])));
    }

    [Fact]
    public async Task Test_FailedCases_PrintOneLineEach()
    {
        const string cases = """
            [
              {"id":"one","pql":"a\n  = 1","profile":{"a":1},"expect":false},
              {"id":"two","pql":"a = 1","profile":{"a":1},"expect":"error"},
              {"id":"three","pql":"a ==  1","profile":{"a":1},"expect":true},
              {"id":"four","pql":"a = 1","profile":{"a":1e999},"expect":true},
              {"id":"five","pql":"a = 1","profile":{"a":1},"expect":true}
            ]
            """;

        var result = await Terminal.RunAsync(cases, ["test", "-"]);

        Assert.Equal(1, result.ExitCode);
        var lines = result.Output.Split('\n');
        Assert.Equal("FAILED one: a = 1: expected false, got true", lines[0]);
        Assert.Equal("FAILED two: a = 1: expected error, got true", lines[1]);
        Assert.StartsWith("FAILED three: a == 1: expected true, got error (PQL", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("FAILED four: a = 1: expected true, got failure (The profile cannot be stored. ", lines[3], StringComparison.Ordinal);
        Assert.Equal("1 passed, 4 failed", lines[4]);
    }

    [Fact]
    public async Task Test_OutputJson_HoldsEveryCase()
    {
        var result = await Terminal.RunAsync(
            """[{"id":"x","pql":"a = 1","profile":{"a":1},"expect":true},{"pql":"a =","profile":{},"expect":false}]""", ["test", "-", "--output", "json"]);

        var document = JsonNode.Parse(result.Output)!;
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("production", (string?)document["engine"]);
        Assert.Equal((1, 1), ((int)document["passed"]!, (int)document["failed"]!));
        Assert.True((bool)document["cases"]![0]!["got"]!);
        Assert.Equal("error", (string?)document["cases"]![1]!["got"]);
        Assert.Equal("[1]", (string?)document["cases"]![1]!["id"]);
    }

    [Theory]
    [InlineData("""[{"pql":"a","profile":{}}]""", "[0].expect: is missing; expected true, false or \"error\".")]
    [InlineData("""[{"pql":"a","profile":{},"expect":"true"}]""", "[0].expect: expected true, false or \"error\", found \"true\".")]
    [InlineData("""[{"pql":"a","profile":{},"expect":1}]""", "[0].expect: expected true, false or \"error\", found 1.")]
    [InlineData("""[{"pql":"a","profile":{},"expect":true},{"pql":5,"profile":{},"expect":true}]""", "[1].pql: expected an expression")]
    [InlineData("""[{"profile":{},"expect":true}]""", "[0].pql: is missing")]
    [InlineData("""[{"pql":"a","expect":true}]""", "[0].profile: is missing")]
    [InlineData("""[{"pql":"a","profile":[],"expect":true}]""", "[0].profile: expected the profile as an object, found [].")]
    [InlineData("""[{"pql":"a","profile":{},"expect":true,"now":"noon"}]""", "[0].now: expected an RFC 3339 time")]
    [InlineData("""[{"pql":"a","profile":{},"expect":true,"records":[]}]""", "[0].records: expected")]
    [InlineData("[5]", "[0]: expected an object, found 5.")]
    [InlineData("{}", "expected an array of cases")]
    [InlineData("[", "not a JSON file")]
    [InlineData("", "not a JSON file")]
    public async Task Test_MalformedFile_NamesIndexAndField(string content, string expected)
    {
        var result = await Terminal.RunAsync(content, ["test", "-"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Test_SeveralProblems_AreReportedAtOnce()
    {
        var result = await Terminal.RunAsync("""[{"pql":"a","profile":{}},{"expect":true}]""", ["test", "-"]);

        Assert.Equal(3, result.Error.TrimEnd().Split('\n').Length);
    }

    [Theory]
    [MemberData(nameof(AllEngines))]
    public async Task Test_ShippedCases_Pass(string engine)
    {
        var result = await Terminal.RunAsync("test", RepositoryFiles.SampleCases, "--engine", engine);

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("passed, 0 failed\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_TenThousandCases_AllRun()
    {
        var cases = Enumerable.Range(0, 10_000).Select(static index => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"id\":{index},\"pql\":\"a > {index % 100} and xEvent[b = \\\"x\\\"].count() >= 1\",\"profile\":{{\"a\":50,\"xEvent\":[{{\"b\":\"x\"}}]}},\"expect\":{(index % 100 < 50 ? "true" : "false")}}}"));

        Assert.Equal((0, "10000 passed, 0 failed\n", ""), Shown(await Terminal.RunAsync($"[{string.Join(',', cases)}]", ["test", "-"])));
    }

    private static string Case(string id, string expression, string profile, bool expected) =>
        $"{{\"id\":{JsonSerializer.Serialize(id)},\"pql\":{JsonSerializer.Serialize(expression)},\"profile\":{profile},\"now\":\"2026-03-18T12:00:00Z\",\"expect\":{(expected ? "true" : "false")}}}";

    private static (int, string, string) Shown(TerminalResult result) => (result.ExitCode, result.Output, result.Error);
}
