using System.Text.Json.Nodes;

namespace OrleansSegmentation.Cli.Tests.Pql;

public sealed class CheckTests
{
    private const string Schema = """
        {"type":"object","properties":{
          "person":{"type":"object","properties":{"birthDate":{"type":"string","format":"date"},"name":{"$ref":"#/definitions/name"}}},
          "loyalty":{"type":"object","properties":{"points":{"type":"integer"},"tier":{"type":"string"}}},
          "identityMap":{"type":"object","additionalProperties":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"}}}}},
          "subscriber":{"type":["boolean","null"]},
          "orders":{"type":"array","items":{"type":"object","properties":{"total":{"type":"number"},"storeId":{"type":"string"}}}}},
         "definitions":{"name":{"type":"object","properties":{"firstName":{"type":"string"}}}}}
        """;

    [Fact]
    public async Task Check_ValidExpression_PrintsTextSegmentsAndEvaluation()
    {
        var result = await Terminal.RunAsync("check", "NOT inSegment('seg-1')");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            """
            Valid.
            text:       not inSegment("seg-1")
            segments:   seg-1
            evaluation: batch, streaming, edge. Nothing in it has to wait for a batch.

            """,
            result.Output);
    }

    [Fact]
    public async Task Check_BatchOnlyExpression_SaysWhy()
    {
        var result = await Terminal.RunAsync("check", "xEvent[amount > 5].count() > 2");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("evaluation: batch only. Events without a time window of at most 24 hours: 1 of 1.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SeveralErrors_ShowsEachUnderItsPlace()
    {
        var result = await Terminal.RunAsync("check", "loyalty.points == 5\n\tand tags.cont(\"x\")");

        Assert.Equal(1, result.ExitCode);
        var lines = result.Output.Split('\n');
        Assert.StartsWith("1:16: error PQL", lines[0], StringComparison.Ordinal);
        Assert.Equal("  loyalty.points == 5", lines[1]);
        Assert.Equal("                 ^^", lines[2]);
        Assert.StartsWith("2:11: error PQL3001: Unknown function 'cont'. Did you mean 'count'?", lines[3], StringComparison.Ordinal);
        Assert.Equal("  \tand tags.cont(\"x\")", lines[4]);
        Assert.Equal("  \t         ^^^^", lines[5]);
        Assert.Equal("Not valid: 2 errors, 0 warnings.", lines[6]);
    }

    [Fact]
    public async Task Check_OutputJson_HoldsTheSame()
    {
        var valid = JsonNode.Parse((await Terminal.RunAsync("check", "xEvent[amount > 5]", "--output", "json")).Output)!;
        var wrong = JsonNode.Parse((await Terminal.RunAsync("check", "a = = b", "--output", "json")).Output)!;

        Assert.True((bool)valid["valid"]!);
        Assert.Equal("xEvent[amount > 5]", (string?)valid["text"]);
        Assert.False((bool)valid["evaluation"]!["streaming"]!);
        Assert.NotEmpty(valid["evaluation"]!["reasons"]!.AsArray());
        Assert.False((bool)wrong["valid"]!);
        var diagnostic = wrong["diagnostics"]![0]!;
        Assert.Equal("error", (string?)diagnostic["severity"]);
        Assert.Equal(5, (int)diagnostic["location"]!["column"]!);
    }

    [Fact]
    public async Task Check_JsonWithUnknownNodeType_NamesTheJsonPath()
    {
        var result = await Terminal.RunAsync("check", """{"nodeType":"fnApply","fnName":"not","params":[{"nodeType":"nothing"}]}""");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("$.params[0]", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loyalty.pionts > 5", "no attribute 'pionts' in 'loyalty', so this is null. Did you mean 'points'?")]
    [InlineData("orders.totl > 5", "Did you mean 'total'?")]
    [InlineData("orders[storId = \"s1\"]", "Did you mean 'storeId'?")]
    [InlineData("exists O from orders where O.total > 5 and O.sum > 1", "no attribute 'sum'")]
    [InlineData("loyalty.points.startsWith(\"x\")", "'startsWith' takes text, but this is a number.")]
    [InlineData("subscriber > 5", "'>' takes numbers and times, but this is a Boolean.")]
    [InlineData("loyalty.tier + 1 > 5", "'+' takes numbers, but this is text.")]
    [InlineData("loyalty.tier.keys()", "'keys' takes a map, but this is text.")]
    [InlineData("loyalty.tier.intersects([\"x\"])", "'intersects' takes a list, but this is text.")]
    [InlineData("subscriber occurs today", "'occurs' takes a time, but this is a Boolean.")]
    [InlineData("loyalty.tier.name = \"x\"", "is text and has no attribute 'name'")]
    public async Task Check_SchemaSaysOtherwise_Warns(string expression, string expected)
    {
        using var schema = new TemporaryFile(Schema);

        var result = await Terminal.RunAsync("check", expression, "--schema", schema.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Valid, with 1 warning.", result.Output, StringComparison.Ordinal);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loyalty.points > 5 and person.name.firstName.startsWith(\"A\") and person.birthDate occurs before today")]
    [InlineData("identityMap.get(\"ECID\").id = \"e-1\" and identityMap.Email.id.isNotNull()")]
    [InlineData("orders.groupBy(storeId).map((k, v) => mapEntry(k, v.sum(total))).s1 > 5")]
    [InlineData("let big = orders[total > ^.loyalty.points] in big.head().storeId = \"s1\" and big.count() > 1")]
    public async Task Check_SchemaAgrees_DoesNotWarn(string expression)
    {
        using var schema = new TemporaryFile(Schema);

        var result = await Terminal.RunAsync("check", expression, "--schema", schema.Path);

        Assert.StartsWith("Valid.", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "A schema is a JSON object")]
    [InlineData("{\"type\":\"string\"}", "must describe an object")]
    [InlineData("{\"properties\":{\"a\":5}}", "$.properties.a")]
    [InlineData("{\"properties\":{\"a\":{\"$ref\":\"#/nowhere\"}}}", "there is no #/nowhere")]
    [InlineData("{", "not a JSON schema")]
    public async Task Check_FileIsNoSchema_SaysWhatIsAccepted(string content, string expected)
    {
        using var schema = new TemporaryFile(content);

        var result = await Terminal.RunAsync("check", "a = 1", "--schema", schema.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SchemaThatContainsItself_IsRead()
    {
        using var schema = new TemporaryFile("""{"properties":{"a":{"$ref":"#/definitions/a"},"b":{"$ref":"#"}},"definitions":{"a":{"allOf":[{"$ref":"#/definitions/a"},{"properties":{"a":{"$ref":"#/definitions/a"},"n":{"type":"number"}}}]}}}""");

        var result = await Terminal.RunAsync("check", "a.a.n > 1 and b.b.a.x = 1 and a.m > 1", "--schema", schema.Path);

        Assert.Contains("Valid, with 1 warning.", result.Output, StringComparison.Ordinal);
        Assert.Contains("no attribute 'm' in 'a'", result.Output, StringComparison.Ordinal);
    }
}
