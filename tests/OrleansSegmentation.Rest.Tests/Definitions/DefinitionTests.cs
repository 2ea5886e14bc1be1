using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Definitions;

[Collection(ClusterServer.Collection)]
public sealed class DefinitionTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/segment/definitions";
    private const string Unknown = "11111111-2222-4333-8444-555555555555";
    private const string Expression = """{"type":"PQL","format":"pql/text","value":"a = 1"}""";
    private const string Schema = """{"name":"_xdm.context.profile"}""";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Create_Minimal_AnswersTheWholeDefinitionWithDefaults()
    {
        var response = (await _user.Api.PostAsync(Path, SandboxUser.Definition(" US work address ", SandboxUser.InTheUs))).Expect(200);
        var json = response.Json;
        Assert.Equal(
            [
                "id", "schema", "profileInstanceId", "imsOrgId", "sandbox", "name", "description", "expression", "mergePolicyId",
                "evaluationInfo", "dataGovernancePolicy", "dependencies", "dependents", "creationTime", "baselineTime", "updateEpoch",
                "updateTime",
            ],
            JobShape.Names(json));
        Assert.Equal($"/segment/definitions/{json.GetProperty("id").GetString()}", response.Headers["X-Location"]);
        Assert.Equal(Schema, json.GetProperty("schema").GetRawText());
        Assert.Equal(("ups", "US work address", ""), (Text(json, "profileInstanceId"), Text(json, "name"), Text(json, "description")));
        Assert.Equal(
            $$"""{"sandboxId":"{{_user.SandboxId}}","sandboxName":"prod","type":"production","default":true}""",
            json.GetProperty("sandbox").GetRawText());
        Assert.Equal(
            """{"batch":{"enabled":true},"continuous":{"enabled":false},"synchronous":{"enabled":false}}""",
            json.GetProperty("evaluationInfo").GetRawText());
        Assert.Equal("""{"excludeOptOut":true}""", json.GetProperty("dataGovernancePolicy").GetRawText());
        Assert.Equal(("[]", "[]"), (json.GetProperty("dependencies").GetRawText(), json.GetProperty("dependents").GetRawText()));
        Assert.Equal(json.GetProperty("updateEpoch").GetInt64() * 1000, json.GetProperty("updateTime").GetInt64());
        Assert.Equal(json.GetProperty("creationTime").GetInt64() / 1000, json.GetProperty("baselineTime").GetInt64());
        Assert.Equal(response.Text, (await _user.Api.GetAsync($"{Path}/{Text(json, "id")}")).Expect(200).Text);
    }

    [Fact]
    public async Task Create_WithEverything_EchoesIt()
    {
        var body = $$$"""
            {"id":"ignored","name":"all","description":"größer","schema":{"id":"_xdm.context.profile"},"expression":{{{Expression}}},
             "evaluationInfo":{"continuous":{"enabled":true}},"dataGovernancePolicy":{"excludeOptOut":false,"x":[1.50,null,"é"]},"ttlInDays":30,
             "payloadSchema":"string","dependencies":["x"],"creationTime":0,"unknown":{}}
            """;
        var json = (await _user.Api.PostAsync(Path, body)).Expect(200).Json;
        Assert.Equal(("größer", "string", 30), (Text(json, "description"), Text(json, "payloadSchema"), json.GetProperty("ttlInDays").GetInt32()));
        Assert.Equal("""{"excludeOptOut":false,"x":[1.50,null,"é"]}""", json.GetProperty("dataGovernancePolicy").GetRawText());
        Assert.Equal(
            """{"batch":{"enabled":false},"continuous":{"enabled":true},"synchronous":{"enabled":false}}""",
            json.GetProperty("evaluationInfo").GetRawText());
        Assert.Equal(Schema, json.GetProperty("schema").GetRawText());
        Assert.NotEqual("ignored", Text(json, "id"));
        Assert.NotEqual(0, json.GetProperty("creationTime").GetInt64());
    }

    [Fact]
    public async Task Create_JsonExpressionAsAnObject_IsStoredAsItsText()
    {
        const string Spaced = """{ "nodeType": "fnApply", "fnName": "=", "params": [ { "nodeType": "fieldLookup", "fieldName": "a", "object": { "nodeType": "parameterReference", "position": 1 } }, { "nodeType": "literal", "literalType": "String", "value": "x y" } ] }""";
        var json = (await _user.Api.PostAsync(Path, SandboxUser.Definition("object", "pql/json", Spaced))).Expect(200).Json;
        Assert.Equal(
            """{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"a","object":{"nodeType":"parameterReference","position":1}},{"nodeType":"literal","literalType":"String","value":"x y"}]}""",
            json.GetProperty("expression").GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("schema", "missing", "schema")]
    [InlineData("name", "missing", "name")]
    [InlineData("expression", "missing", "expression")]
    [InlineData("schema", """{"name":"_xdm.context.experienceevent"}""", "schema")]
    [InlineData("schema", "\"_xdm.context.profile\"", "schema")]
    [InlineData("schema", "{}", "schema.name")]
    [InlineData("name", "\"  \"", "name")]
    [InlineData("name", "7", "name")]
    [InlineData("description", "[]", "description")]
    [InlineData("expression", "\"a = 1\"", "expression")]
    [InlineData("expression", """{"format":"pql/text","value":"a = 1"}""", "expression.type")]
    [InlineData("expression", """{"type":"ARL","format":"pql/text","value":"a = 1"}""", "expression.type")]
    [InlineData("expression", """{"type":"PQL","format":"sql","value":"a = 1"}""", "expression.format")]
    [InlineData("expression", """{"type":"PQL","format":"pql/text"}""", "expression.value")]
    [InlineData("expression", """{"type":"PQL","format":"pql/text","value":{}}""", "expression.value")]
    [InlineData("mergePolicyId", "\"11111111-2222-4333-8444-555555555555\"", "mergePolicyId")]
    [InlineData("mergePolicyId", "1", "mergePolicyId")]
    [InlineData("evaluationInfo", """{"batch":{"enabled":"true"}}""", "evaluationInfo.batch.enabled")]
    [InlineData("evaluationInfo", """{"batch":true}""", "evaluationInfo.batch")]
    [InlineData("dataGovernancePolicy", "[]", "dataGovernancePolicy")]
    [InlineData("ttlInDays", "0", "ttlInDays")]
    [InlineData("ttlInDays", "3651", "ttlInDays")]
    [InlineData("ttlInDays", "\"30\"", "ttlInDays")]
    [InlineData("ttlInDays", "30.0", "ttlInDays")]
    [InlineData("ttlInDays", "1e999", "ttlInDays")]
    [InlineData("ttlInDays", "99999999999999999999", "ttlInDays")]
    [InlineData("payloadSchema", "{}", "payloadSchema")]
    public async Task Create_WithAWrongField_NamesIt(string field, string value, string expected)
    {
        var fields = new Dictionary<string, string> { ["name"] = "\"n\"", ["schema"] = Schema, ["expression"] = Expression };
        if (value == "missing")
        {
            fields.Remove(field);
        }
        else
        {
            fields[field] = value;
        }

        var body = $"{{{string.Join(',', fields.Select(static pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
        Assert.Equal(expected, (await _user.Api.PostAsync(Path, body)).ExpectError("SEG-DEF002-400").Field);
        Assert.Equal(0, (await ListAsync("")).GetProperty("page").GetProperty("totalCount").GetInt32());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public async Task Create_FromAnythingButAnObject_IsRefused(string body) =>
        (await _user.Api.PostAsync(Path, body)).ExpectError("SEG-GEN002-400");

    [Fact]
    public async Task Create_WithASyntaxError_SaysWhereAndWhatWasExpected()
    {
        var response = (await _user.Api.PostAsync(Path, SandboxUser.Definition("broken", "workAddress.country =\n  and x"))).ExpectError("SEG-DEF003-400");
        var item = response.Errors()[0];
        Assert.Equal("expression.value", item.GetProperty("field").GetString());
        var location = item.GetProperty("location");
        Assert.Equal(["start", "length", "line", "column"], JobShape.Names(location));
        Assert.Equal((24, 2, 3), (Int(location, "start"), Int(location, "line"), Int(location, "column")));
    }

    [Fact]
    public async Task Create_WithALongNameOrExpression_IsAcceptedUpToTheLimit()
    {
        await _user.DefineAsync(new string('n', 255), "a = 1");
        (await _user.Api.PostAsync(Path, SandboxUser.Definition(new string('n', 256), "a = 1"))).ExpectError("SEG-DEF002-400");
        var longest = "a = \"" + new string('x', 100_000 - 6) + "\"";
        await _user.DefineAsync("long", longest);
        (await _user.Api.PostAsync(Path, SandboxUser.Definition("longer", longest.Replace("x\"", "xx\"")))).ExpectError("SEG-DEF002-400");
    }

    [Fact]
    public async Task Create_UnderATakenName_IsUnprocessable()
    {
        await _user.DefineAsync("us", "a = 1");
        Assert.Equal(422, (await _user.Api.PostAsync(Path, SandboxUser.Definition(" us ", "a = 2"))).ExpectError("SEG-DEF004-422").Status);
        await _user.DefineAsync("US", "a = 1");
        using var other = server.NewUser();
        await other.DefineAsync("us", "a = 1");
    }

    [Fact]
    public async Task References_AreShownBothWaysAndProtectedFromDeletion()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var gold = await _user.DefineAsync("gold", $"inSegment(\"{us}\") and {SandboxUser.Gold}");
        Assert.Equal($$"""["{{us}}"]""", (await GetAsync(gold)).GetProperty("dependencies").GetRawText());
        Assert.Equal($$"""["{{gold}}"]""", (await GetAsync(us)).GetProperty("dependents").GetRawText());
        var refused = (await _user.Api.DeleteAsync($"{Path}/{us}")).ExpectError("SEG-DEF005-400");
        Assert.Contains(gold, refused.Json.GetProperty("detail").GetString());
        (await _user.Api.PostAsync(Path, SandboxUser.Definition("x", $"inSegment(\"{Unknown}\")"))).ExpectError("SEG-DEF006-400");
        var cycle = $$$"""{"expression":{"type":"PQL","format":"pql/text","value":"inSegment(\"{{{gold}}}\")"}}""";
        (await _user.Api.PatchAsync($"{Path}/{us}", cycle)).ExpectError("SEG-DEF006-400");
        (await _user.Api.DeleteAsync($"{Path}/{gold}")).Expect(200);
        (await _user.Api.DeleteAsync($"{Path}/{us}")).Expect(200);
    }

    [Fact]
    public async Task Delete_AnswersWithAMessageAndThenNotFound()
    {
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        Assert.Equal(
            $$"""{"status":true,"message":"Segment definition with id '{{id}}' has been deleted"}""",
            (await _user.Api.DeleteAsync($"{Path}/{id.ToUpperInvariant()}/")).Expect(200).Text);
        (await _user.Api.GetAsync($"{Path}/{id}")).ExpectError("SEG-DEF001-404");
        (await _user.Api.DeleteAsync($"{Path}/{id}")).ExpectError("SEG-DEF001-404");
        (await _user.Api.PatchAsync($"{Path}/{id}", "[")).ExpectError("SEG-GEN001-400");
        (await _user.Api.PatchAsync($"{Path}/{id}", "[]")).ExpectError("SEG-DEF001-404");
        (await _user.Api.GetAsync($"{Path}/nonsense")).ExpectError("SEG-DEF001-404");
    }

    [Fact]
    public async Task Patch_ReplacesWhatIsSentAndNothingElse()
    {
        var body = $$$"""{"name":"a","description":"d","schema":{{{Schema}}},"expression":{{{Expression}}},"ttlInDays":5,"payloadSchema":"p","dataGovernancePolicy":{"a":1}}""";
        var before = (await _user.Api.PostAsync(Path, body)).Expect(200).Json;
        var path = $"{Path}/{Text(before, "id")}";
        var renamed = (await _user.Api.SendAsync(HttpMethod.Patch, path, ApiClient.Content("""{"name":"b","id":"x","creationTime":1}""", null))).Expect(200).Json;
        Assert.Equal(("b", "d", 5), (Text(renamed, "name"), Text(renamed, "description"), renamed.GetProperty("ttlInDays").GetInt32()));
        Assert.Equal((Text(before, "id"), before.GetProperty("creationTime").GetInt64()), (Text(renamed, "id"), renamed.GetProperty("creationTime").GetInt64()));

        var cleared = (await _user.Api.PatchAsync(
            path, """{"description":null,"ttlInDays":null,"payloadSchema":null,"dataGovernancePolicy":null,"evaluationInfo":null}""")).Expect(200).Json;
        Assert.Equal("", Text(cleared, "description"));
        Assert.False(cleared.TryGetProperty("ttlInDays", out _) || cleared.TryGetProperty("payloadSchema", out _));
        Assert.Equal("""{"excludeOptOut":true}""", cleared.GetProperty("dataGovernancePolicy").GetRawText());
        (await _user.Api.PatchAsync(path, """{"name":null}""")).ExpectError("SEG-DEF002-400");
        (await _user.Api.PatchAsync(path, """{"expression":{"type":"PQL","format":"pql/text","value":"("}}""")).ExpectError("SEG-DEF003-400");
        Assert.Equal(JsonSerializer.Serialize(cleared), JsonSerializer.Serialize(await GetAsync(Text(before, "id"))));
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/name","value":"x"}]""", "SEG-GEN002-400")]
    [InlineData("\"x\"", "SEG-GEN002-400")]
    [InlineData("", "SEG-GEN002-400")]
    public async Task Patch_WithAnythingButAnObject_IsRefused(string body, string code)
    {
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        (await _user.Api.PatchAsync($"{Path}/{id}", body)).ExpectError(code);
    }

    [Fact]
    public async Task Patch_ToATakenName_IsUnprocessable()
    {
        await _user.DefineAsync("a", "a = 1");
        var b = await _user.DefineAsync("b", "a = 1");
        (await _user.Api.PatchAsync($"{Path}/{b}", """{"name":"a"}""")).ExpectError("SEG-DEF004-422");
        (await _user.Api.PatchAsync($"{Path}/{b}", """{"name":"b"}""")).Expect(200);
    }

    [Fact]
    public async Task List_OfAnEmptySandbox_HasItsOwnEnvelope() => Assert.Equal(
        """{"segments":[],"page":{"totalCount":0,"totalPages":0,"sortField":"creationTime","sort":"desc","pageSize":0,"limit":100},"link":{}}""",
        (await _user.Api.GetAsync(Path)).Expect(200).Text);

    [Theory]
    [InlineData("limit=2", new[] { 4, 3 }, 3, "start=2&limit=2")]
    [InlineData("limit=2&page=1", new[] { 2, 1 }, 3, "start=4&limit=2")]
    [InlineData("limit=2&page=1&start=1", new[] { 3, 2 }, 3, "start=3&limit=2")]
    [InlineData("limit=2&page=3", new int[0], 3, null)]
    [InlineData("limit=2&page=99999999999999999999", new int[0], 3, null)]
    [InlineData("limit=5&evaluationInfo.batch.enabled=True", new[] { 4, 3, 2, 1, 0 }, 1, null)]
    [InlineData("limit=5&evaluationInfo.continuous.enabled=TRUE", new int[0], 0, null)]
    [InlineData("limit=1&sort=name:asc&evaluationInfo.batch.enabled=true", new[] { 0 }, 5, "start=1&limit=1&sort=name%3Aasc&evaluationInfo.batch.enabled=true")]
    [InlineData("sort=internalId:desc", new[] { 4, 3, 2, 1, 0 }, 1, null)]
    [InlineData("property=name==s3&property=expression.format==pql/text", new[] { 3 }, 1, null)]
    [InlineData("property=dependencies==x", new int[0], 0, null)]
    public async Task List_Paged_ShowsTheItemsAndTheWayOn(string query, int[] expected, int pages, string? href)
    {
        for (var i = 0; i < 5; i++)
        {
            await _user.DefineAsync($"s{i}", "a = 1");
        }

        var list = await ListAsync(query);
        Assert.Equal(expected.Select(static i => $"s{i}"), list.GetProperty("segments").EnumerateArray().Select(static item => Text(item, "name")));
        var page = list.GetProperty("page");
        Assert.Equal(["totalCount", "totalPages", "sortField", "sort", "pageSize", "limit"], JobShape.Names(page));
        Assert.Equal((pages, expected.Length), (Int(page, "totalPages"), Int(page, "pageSize")));
        Assert.Equal(href is null ? "{}" : $$"""{"next":"/segment/definitions?{{href}}"}""", list.GetProperty("link").GetRawText());
    }

    [Fact]
    public async Task List_Sorted_NamesTheFirstKey()
    {
        var page = (await ListAsync("sort=name,id:desc")).GetProperty("page");
        Assert.Equal(("name", "asc"), (Text(page, "sortField"), Text(page, "sort")));
    }

    [Fact]
    public async Task BulkGet_GivesFullDefinitionsAndMissingOnes()
    {
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var results = (await _user.Api.PostAsync($"{Path}/bulk-get", $$"""{"ids":["{{id}}",{"id":"{{Unknown}}"}]}""")).Expect(207).Json.GetProperty("results");
        Assert.Equal((await GetAsync(id)).GetRawText(), results.GetProperty(id).GetRawText());
        var missing = results.GetProperty(Unknown).GetProperty("errors").GetProperty("404")[0];
        Assert.Equal(
            ("SEG-DEF001-404", $"Segment definition {Unknown} does not exist."), (Text(missing, "code"), Text(missing, "message")));
    }

    [Fact]
    public async Task Definitions_OfAnotherOrganization_DoNotExist()
    {
        using var other = server.NewUser();
        var theirs = await other.DefineAsync("us", "a = 1");
        (await _user.Api.GetAsync($"{Path}/{theirs}")).ExpectError("SEG-DEF001-404");
        (await _user.Api.PatchAsync($"{Path}/{theirs}", "{}")).ExpectError("SEG-DEF001-404");
        (await _user.Api.DeleteAsync($"{Path}/{theirs}")).ExpectError("SEG-DEF001-404");
        (await _user.Api.PostAsync(Path, SandboxUser.Definition("x", $"inSegment(\"{theirs}\")"))).ExpectError("SEG-DEF006-400");
    }

    private async Task<JsonElement> GetAsync(string id) => (await _user.Api.GetAsync($"{Path}/{id}")).Expect(200).Json;

    private async Task<JsonElement> ListAsync(string query) => (await _user.Api.GetAsync($"{Path}?{query}")).Expect(200).Json;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
