using System.Text.Json;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Explanations;

[Collection(ClusterServer.Collection)]
public sealed class ExplanationTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/segment/explain";
    private const string Unknown = "11111111-2222-4333-8444-555555555555";
    private const string AnExpression = "\"expression\":{\"type\":\"PQL\",\"format\":\"pql/text\",\"value\":\"a = 1\"}";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Explain_InlineMember_AnswersTheProof()
    {
        var json = await ExplainAsync($$"""{{{Expression("a.b > 1 and c = \"x\"")}},"profile":{"a":{"b":2},"c":"x"},"asOf":"2026-03-18T12:00:00Z"}""");
        Assert.Equal(["member", "value", "asOf", "proof", "nearestMiss"], JobShape.Names(json));
        Assert.Equal((true, true), (json.GetProperty("member").GetBoolean(), json.GetProperty("value").GetBoolean()));
        Assert.Equal("2026-03-18T12:00:00.000Z", json.GetProperty("asOf").GetString());
        Assert.Equal(0, json.GetProperty("nearestMiss").GetArrayLength());
        var proof = json.GetProperty("proof");
        Assert.Equal(["text", "location", "value", "decidedBy", "children"], JobShape.Names(proof));
        Assert.Equal("a.b > 1 and c = \"x\"", proof.GetProperty("text").GetString());
        var first = proof.GetProperty("children")[0];
        Assert.Equal(("a.b > 1", 0, 7), (first.GetProperty("text").GetString(), first.GetProperty("location").GetProperty("start").GetInt32(), first.GetProperty("location").GetProperty("length").GetInt32()));
        Assert.Equal("""{"path":"a.b","value":2}""", first.GetProperty("decidedBy")[0].GetRawText());
    }

    [Fact]
    public async Task Explain_InlineNonMember_NamesTheNearestMiss()
    {
        var json = await ExplainAsync($$$"""{{{{Expression("loyalty.points > 1000")}}},"profile":{"loyalty":{"points":900} } }""");
        Assert.False(json.GetProperty("member").GetBoolean());
        Assert.Equal("""[{"path":"loyalty.points","current":900,"required":"> 1000"}]""", json.GetProperty("nearestMiss").GetRawText());
    }

    [Fact]
    public async Task Explain_AsOf_MovesNow()
    {
        const string Profile = """ "profile":{"since":"2026-03-01T00:00:00Z"} """;
        var expression = Expression("since occurs <= 7 days before now");
        Assert.True((await ExplainAsync($$"""{{{expression}},{{Profile}},"asOf":"2026-03-05T00:00:00Z"}""")).GetProperty("member").GetBoolean());
        Assert.False((await ExplainAsync($$"""{{{expression}},{{Profile}},"asOf":"2026-03-15T00:00:00Z"}""")).GetProperty("member").GetBoolean());
    }

    [Fact]
    public async Task Explain_JsonExpression_QuotesItsText()
    {
        const string Body = """{"expression":{"type":"PQL","format":"pql/json","value":{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"a","object":{"nodeType":"parameterReference","position":1}},{"nodeType":"literal","literalType":"Integer","value":1}]}},"profile":{"a":1}}""";
        var json = await ExplainAsync(Body);
        Assert.True(json.GetProperty("member").GetBoolean());
        Assert.Equal("a = 1", json.GetProperty("proof").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Explain_StoredProfile_IsMergedAndKnowsItsSegments()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        await _user.IngestAsync("""{"identityMap":{"Email":[{"id":"a@example.com","primary":true}]},"loyalty":{"points":7}}""");
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var member = $"inSegment(\"{us}\") and loyalty.points = 7 and workAddress.country = \"US\"";
        Assert.False((await ExplainAsync(Stored(Expression(member), "1", "CRMID"))).GetProperty("member").GetBoolean()); // no job ran yet
        await _user.RunAsync(us);

        var byCrm = await ExplainAsync(Stored(Expression(member), "1", "CRMID"));
        Assert.True(byCrm.GetProperty("member").GetBoolean());
        Assert.Contains($"segmentMembership.ups.", byCrm.GetProperty("proof").GetRawText());
        Assert.True((await ExplainAsync(Stored(Expression(member), "A@example.com", "email"))).GetProperty("member").GetBoolean());
        var xid = IdentityKey.Of("crmid", "1").ToXid();
        Assert.True((await ExplainAsync($$"""{{{Expression(member)}},"entityId":"{{xid}}"}""")).GetProperty("member").GetBoolean());
        Assert.False((await ExplainAsync(Stored(Expression(member), "5", "crmid"))).GetProperty("member").GetBoolean());
    }

    [Fact]
    public async Task Explain_Definition_UsesItsExpression()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        Assert.True((await ExplainAsync(Stored($"\"segmentId\":\"{us}\"", "1", "crmid"))).GetProperty("member").GetBoolean());
        var outside = await ExplainAsync(Stored($"\"segmentId\":\"{us}\"", "5", "crmid"));
        Assert.False(outside.GetProperty("member").GetBoolean());
        Assert.Equal("\"DE\"", outside.GetProperty("nearestMiss")[0].GetProperty("current").GetRawText());
    }

    [Fact]
    public async Task Explain_UnderAMergePolicy_MergesByIt()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var policy = (await _user.Api.PostAsync(
            "~/config/mergePolicies",
            """{"name":"web only","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":["web"]}}""")).Expect(200).Json;
        var id = policy.GetProperty("id").GetString();
        var expression = Expression(SandboxUser.InTheUs);
        Assert.True((await ExplainAsync(Stored(expression, "1", "crmid"))).GetProperty("member").GetBoolean());
        Assert.False((await ExplainAsync(Stored($"{expression},\"mergePolicyId\":\"{id}\"", "1", "crmid"))).GetProperty("member").GetBoolean());
    }

    [Fact]
    public async Task Explain_StoredProfile_SaysWhichDatasetDecided()
    {
        await _user.IngestAsync("""
            {"datasetId":"crm","timestamp":"2026-01-02T00:00:00Z","entity":{"identityMap":{"crmid":[{"id":"1"}]},"loyalty":{"tier":"gold","points":null},"tags":["a"]}}
            {"datasetId":"web","timestamp":"2026-01-01T00:00:00Z","entity":{"identityMap":{"crmid":[{"id":"1"}]},"loyalty":{"tier":"none","points":9},"tags":["b"]}}
            {"datasetId":"app","entity":{"_id":"x","timestamp":"2026-01-03T00:00:00Z","identityMap":{"crmid":[{"id":"1"}]},"eventType":"open"}}
            """);
        const string Text = "loyalty.tier = \"gold\" and loyalty.points = 9 and tags = \"a\" and xEvent[eventType = \"open\"].count() = 1 and identityMap.isNotNull()";
        var proof = (await ExplainAsync(Stored(Expression(Text), "1", "crmid"))).GetProperty("proof").GetRawText();
        foreach (var (path, dataset) in new[] { ("loyalty.tier", "crm"), ("loyalty.points", "web"), ("tags[0]", "crm"), ("xEvent[0].eventType", "app") })
            Assert.Matches($"\"path\":\"{System.Text.RegularExpressions.Regex.Escape(path)}\",\"value\":[^}}]*\"datasetId\":\"{dataset}\"", proof);
        Assert.Matches("\"path\":\"identityMap\",\"value\":\"[^\"]*\"}", proof); // of no one dataset
    }

    [Fact]
    public async Task Explain_UnknownProfile_IsNotFound()
    {
        (await _user.Api.PostAsync(Path, Stored(AnExpression, "1", "crmid"))).ExpectError("SEG-PRF001-404");
        await _user.IngestAsync(SandboxUser.TenProfiles);
        (await _user.Api.PostAsync(Path, Stored(AnExpression, "nobody", "crmid"))).ExpectError("SEG-PRF001-404");
        (await _user.Api.PostAsync(Path, $$"""{{{AnExpression}},"entityId":"{{IdentityKey.Of("crmid", "nobody").ToXid()}}"}""")).ExpectError("SEG-PRF001-404");
    }

    [Fact]
    public async Task Explain_ProfileOfTooManyIdentities_SaysThatItIsLeftOut()
    {
        var identities = string.Join(',', Enumerable.Range(0, 51).Select(static i => $$"""{"id":"{{i}}"}"""));
        await _user.IngestAsync($$$"""{"identityMap":{"crmid":[{{{identities}}}]},"a":1}""");
        (await _user.Api.PostAsync(Path, Stored(AnExpression, "7", "crmid"))).ExpectError("SEG-PRF002-422");
    }

    [Fact]
    public async Task Explain_UnknownDefinition_IsNotFound() => (await _user.Api.PostAsync(
        Path, $$$"""{"segmentId":"{{{Unknown}}}","profile":{}}""")).ExpectError("SEG-DEF001-404");

    [Fact]
    public async Task Explain_ExpressionWithAnError_SaysWhere()
    {
        var error = (await _user.Api.PostAsync(Path, $$$"""{{{{Expression("a = ")}}},"profile":{}}""")).ExpectError("SEG-DEF003-400").Errors()[0];
        Assert.Equal("expression.value", error.GetProperty("field").GetString());
        Assert.True(error.TryGetProperty("location", out _));
    }

    [Theory]
    [InlineData("""{"profile":{}}""", "expression")]
    [InlineData("{EXPRESSION}", "profile")]
    [InlineData("""{EXPRESSION,"segmentId":"11111111-2222-4333-8444-555555555555","profile":{}}""", "segmentId")]
    [InlineData("""{"segmentId":"x","profile":{}}""", "segmentId")]
    [InlineData("""{"segmentId":7,"profile":{}}""", "segmentId")]
    [InlineData("""{"expression":"a = 1","profile":{}}""", "expression")]
    [InlineData("""{"expression":{"type":"PQL","format":"sql","value":"a"},"profile":{}}""", "expression.format")]
    [InlineData("""{"expression":{"type":"PQL","format":"pql/text"},"profile":{}}""", "expression.value")]
    [InlineData("""{EXPRESSION,"profile":[]}""", "profile")]
    [InlineData("""{EXPRESSION,"profile":{"a":1e999}}""", "profile")]
    [InlineData("""{EXPRESSION,"profile":{},"entityId":"1"}""", "entityId")]
    [InlineData("""{EXPRESSION,"entityId":"1"}""", "entityId")]
    [InlineData("""{EXPRESSION,"entityId":"","entityIdNS":"crmid"}""", "entityId")]
    [InlineData("""{EXPRESSION,"entityId":"1","entityIdNS":""}""", "entityIdNS")]
    [InlineData("""{EXPRESSION,"entityId":"1","entityIdNS":{}}""", "entityIdNS")]
    [InlineData("""{EXPRESSION,"profile":{},"entityIdNS":"crmid"}""", "entityIdNS")]
    [InlineData("""{EXPRESSION,"profile":{},"asOf":"yesterday"}""", "asOf")]
    [InlineData("""{EXPRESSION,"profile":{},"asOf":1}""", "asOf")]
    [InlineData("""{EXPRESSION,"profile":{},"mergePolicyId":"x"}""", "mergePolicyId")]
    [InlineData("""{EXPRESSION,"profile":{},"mergePolicyId":"11111111-2222-4333-8444-555555555555"}""", "mergePolicyId")]
    public async Task Explain_WithAWrongField_NamesIt(string body, string field) =>
        Assert.Equal(field, (await _user.Api.PostAsync(Path, body.Replace("EXPRESSION", AnExpression, StringComparison.Ordinal))).ExpectError("SEG-GEN003-400").Field);

    [Theory]
    [InlineData("", "SEG-GEN002-400")]
    [InlineData("[]", "SEG-GEN002-400")]
    [InlineData("{", "SEG-GEN001-400")]
    public async Task Explain_OfAnythingButAnObject_IsRefused(string body, string code) => (await _user.Api.PostAsync(Path, body)).ExpectError(code);

    private async Task<JsonElement> ExplainAsync(string body) => (await _user.Api.PostAsync(Path, body)).Expect(200).Json;

    private static string Expression(string pql) =>
        $$$"""expression":{"type":"PQL","format":"pql/text","value":{{{JsonSerializer.Serialize(pql)}}}}""".Insert(0, "\"");

    private static string Stored(string what, string id, string ns) => $$"""{{{what}},"entityId":"{{id}}","entityIdNS":"{{ns}}"}""";
}
