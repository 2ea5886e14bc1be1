using System.Text.Json.Nodes;

namespace OrleansSegmentation.Cli.Tests.Pql;

public sealed class ExplainCommandTests
{
    [Fact]
    public async Task Explain_NonMember_ShowsProofAndNearestMiss()
    {
        var result = await Terminal.RunAsync("explain", "loyalty.points > 5000 and subscriber", "--profile", RepositoryFiles.SampleProfile, "--now", "2026-03-18T12:00:00Z");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            not a member as of 2026-03-18T12:00:00.000Z

            loyalty.points > 5000 and subscriber → false
              loyalty.points > 5000 → false
                · loyalty.points is 1200

            The fewest changes that would make it a member:
              loyalty.points: now 1200, required > 5000

            """,
            result.Output);
    }

    [Fact]
    public async Task Explain_OutputJson_HasTheFieldsOfTheApi()
    {
        var result = await Terminal.RunAsync(
            File.ReadAllText(RepositoryFiles.SampleProfile), ["explain", "xEvent[timestamp occurs today].count() >= 4", "--profile", "-", "--output", "json"]);

        var document = JsonNode.Parse(result.Output)!.AsObject();
        Assert.Equal(["member", "value", "asOf", "proof", "nearestMiss"], document.Select(static pair => pair.Key));
        Assert.Equal("2026-03-18T12:00:00.000Z", (string?)document["asOf"]);
        Assert.Equal(["text", "location", "value", "decidedBy", "children"], document["proof"]!.AsObject().Select(static pair => pair.Key));
        Assert.Equal(3, (int)document["nearestMiss"]![0]!["current"]!);
    }

    [Fact]
    public async Task Explain_JsonExpression_QuotesItsText()
    {
        var json = (await Terminal.RunAsync("convert", "loyalty.points > 5000")).Output;

        var result = await Terminal.RunAsync("explain", json, "--profile", RepositoryFiles.SampleProfile);

        Assert.Contains("loyalty.points > 5000 → false", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "must be one JSON object")]
    [InlineData("{", "must be one JSON object")]
    [InlineData("{\"a\":1e999}", "binary64")]
    public async Task Explain_NoProfile_SaysWhatIsAccepted(string profile, string expected)
    {
        var result = await Terminal.RunAsync(profile, ["explain", "a", "--profile", "-"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { "explain", "a", "--profile", "-", "--now", "noon" }, "RFC 3339", 2)]
    [InlineData(new[] { "explain", "-", "--profile", "-" }, "standard input", 2)]
    [InlineData(new[] { "explain", "a b", "--profile", "-" }, "1:3: error PQL", 1)]
    public async Task Explain_WrongInput_SaysWhatIsAccepted(string[] arguments, string expected, int exitCode)
    {
        var result = await Terminal.RunAsync("{}", arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
