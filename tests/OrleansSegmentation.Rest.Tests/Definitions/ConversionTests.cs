using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Definitions;

[Collection(ClusterServer.Collection)]
public sealed class ConversionTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/segment/conversion";

    private const string InTheUsAsJson =
        """{"nodeType":"fnApply","fnName":"=","params":[{"nodeType":"fieldLookup","fieldName":"country","object":{"nodeType":"fieldLookup","fieldName":"workAddress","object":{"nodeType":"parameterReference","position":1}}},{"nodeType":"literal","literalType":"String","value":"US"}]}""";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Convert_Text_AnswersTheJsonInTheDocumentedForm()
    {
        var json = (await _user.Api.PostAsync(Path, Body("pql/text", SandboxUser.InTheUs))).Expect(200).Json;
        Assert.Equal(["imsOrgId", "sandbox", "expression"], JobShape.Names(json));
        Assert.Equal(_user.Organization, json.GetProperty("imsOrgId").GetString());
        Assert.Equal(
            $$"""{"sandboxId":"{{_user.SandboxId}}","sandboxName":"prod","type":"production","default":true}""",
            json.GetProperty("sandbox").GetRawText());
        Assert.Equal(("PQL", "pql/json", InTheUsAsJson), Expression(json));
    }

    [Fact]
    public async Task Convert_JsonAsAnObject_AnswersTheText()
    {
        var body = $$$"""{"expression":{"type":"PQL","format":"pql/json","value":{{{InTheUsAsJson}}}}}""";
        Assert.Equal(("PQL", "pql/text", SandboxUser.InTheUs), Expression((await _user.Api.PostAsync(Path, body)).Expect(200).Json));
    }

    [Theory]
    [InlineData("workAddress.country = \"US\" and not (loyalty.tier in [\"gold\", \"größe\"])")]
    [InlineData("xEvent[eventType = \"view\" and timestamp occurs < 7 days before now].count() >= 3")]
    [InlineData("chain(xEvent, timestamp, [A: WHAT(eventType = \"a\"), B: WHAT(eventType = \"b\") GAP(< 1 hour)])")]
    [InlineData("orders[items[sku = ^.mainSku and price > ^^.limit]].count() > 1")]
    public async Task Convert_TextToJsonToText_KeepsTheExpression(string text)
    {
        var json = await ConvertAsync("pql/text", text);
        var back = await ConvertAsync("pql/json", json);
        Assert.Equal(json, await ConvertAsync("pql/text", back));
        Assert.Equal(back, await ConvertAsync("pql/json", await ConvertAsync("pql/text", back)));
    }

    [Fact]
    public async Task Convert_ALongText_CanBeConvertedBackThoughItsJsonIsLongerThanADefinition()
    {
        var text = string.Join(" or ", Enumerable.Range(0, 800).Select(static i => $"a.b = {i}"));
        var json = await ConvertAsync("pql/text", text);
        Assert.True(json.Length > 100_000, $"{json.Length}");
        Assert.Equal(text, await ConvertAsync("pql/json", json));
    }

    [Fact]
    public async Task Convert_WithOtherFields_EchoesTheKnownOnesUnread()
    {
        var body = Body("pql/text", "a = 1", """ "ttlInDays":"x","schema":{"id":[1.50]},"name":7,"description":"größer","imsOrgId":"other","unknown":1,""");
        var json = (await _user.Api.PostAsync(Path, body)).Expect(200).Json;
        Assert.Equal(["ttlInDays", "imsOrgId", "sandbox", "name", "description", "expression", "schema"], JobShape.Names(json));
        Assert.Equal(
            ("\"x\"", "7", "größer", """{"id":[1.50]}"""),
            (json.GetProperty("ttlInDays").GetRawText(), json.GetProperty("name").GetRawText(), json.GetProperty("description").GetString(),
             json.GetProperty("schema").GetRawText()));
        Assert.Equal(_user.Organization, json.GetProperty("imsOrgId").GetString());
    }

    [Fact]
    public async Task Convert_UnderTheNameOfADefinition_StoresNothing()
    {
        await _user.DefineAsync("us", SandboxUser.InTheUs);
        (await _user.Api.PostAsync(Path, Body("pql/text", "a = 1", """ "name":"us","""))).Expect(200);
        var list = (await _user.Api.GetAsync("~/segment/definitions")).Expect(200).Json;
        Assert.Equal(1, list.GetProperty("page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Convert_TextWithErrors_NamesEachWithItsPlace()
    {
        var errors = (await _user.Api.PostAsync(Path, Body("pql/text", "a == 1\n and b.uper()"))).ExpectError("SEG-CNV001-400").Errors();
        Assert.All(errors, static error => Assert.Equal("expression.value", error.GetProperty("field").GetString()));
        var location = errors[0].GetProperty("location");
        Assert.Equal(["start", "length", "line", "column"], JobShape.Names(location));
        Assert.Equal((2, 2, 1, 3), (Int(location, "start"), Int(location, "length"), Int(location, "line"), Int(location, "column")));
    }

    [Theory]
    [InlineData("{\"nodeType\":\"fnApply\",\"fnName\":\"=\",\"params\":[]}", "$")]
    [InlineData("{\"nodeType\":\"not\"", "$")]
    public async Task Convert_JsonWithAnError_NamesTheJsonPath(string value, string path)
    {
        var error = (await _user.Api.PostAsync(Path, Body("pql/json", value))).ExpectError("SEG-CNV001-400").Errors()[0];
        Assert.False(error.TryGetProperty("location", out _));
        Assert.Equal("expression.value", error.GetProperty("field").GetString());
        Assert.Contains(path, error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("{}", "expression")]
    [InlineData("""{"expression":7}""", "expression")]
    [InlineData("""{"expression":{"format":"pql/text","value":"a"}}""", "expression.type")]
    [InlineData("""{"expression":{"type":"SQL","format":"pql/text","value":"a"}}""", "expression.type")]
    [InlineData("""{"expression":{"type":"PQL","format":"pql","value":"a"}}""", "expression.format")]
    [InlineData("""{"expression":{"type":"PQL","format":"pql/text","value":""}}""", "expression.value")]
    [InlineData("""{"expression":{"type":"PQL","format":"pql/text","value":{}}}""", "expression.value")]
    [InlineData("""{"expression":{"type":"PQL","format":"pql/json"}}""", "expression.value")]
    public async Task Convert_WithAWrongField_NamesIt(string body, string field) =>
        Assert.Equal(field, (await _user.Api.PostAsync(Path, body)).ExpectError("SEG-GEN003-400").Field);

    [Theory]
    [InlineData("", "SEG-GEN002-400")]
    [InlineData("[]", "SEG-GEN002-400")]
    [InlineData("{", "SEG-GEN001-400")]
    public async Task Convert_OfAnythingButAnObject_IsRefused(string body, string code) =>
        (await _user.Api.PostAsync(Path, body)).ExpectError(code);

    private async Task<string> ConvertAsync(string format, string value) =>
        Expression((await _user.Api.PostAsync(Path, Body(format, value))).Expect(200).Json).Value;

    private static string Body(string format, string value, string others = "") =>
        $$$"""{{{{others}}}"expression":{"type":"PQL","format":"{{{format}}}","value":{{{JsonSerializer.Serialize(value)}}}}}""";

    private static (string Type, string Format, string Value) Expression(JsonElement json)
    {
        var expression = json.GetProperty("expression");
        return (Text(expression, "type"), Text(expression, "format"), Text(expression, "value"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();
}
