using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Definitions;

[Collection(ClusterServer.Collection)]
public sealed class SchemaWarningTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/segment/definitions";
    private const string Header = "x-segmentation-warning";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Definition_OfAttributesTheDataDoesNotHave_IsStoredWithAWarning()
    {
        Assert.Null(await WarningsAsync("early", "workAddress.contry = \"US\"")); // without data nothing is known

        await _user.IngestAsync(SandboxUser.TenProfiles);
        var warning = await WarningsAsync("typo", "workAddress.contry = \"US\"");
        Assert.StartsWith("PQL8004", warning);
        Assert.Contains("Did you mean 'country'?", warning);
        Assert.Contains("PQL8006", await WarningsAsync("number", "loyalty.tier + 1 > 2"));
        Assert.Null(await WarningsAsync("right", "workAddress.country = \"US\" and identityMap.crmid.id = \"1\" and loyalty.tier.startsWith(\"g\")"));
        Assert.Null(await WarningsAsync("events", "xEvent[eventType = \"view\"]"));

        await _user.IngestAsync("""{"identityMap":{"crmid":[{"id":"11"}]},"workAddress":{"contry":"US"}}""");
        Assert.Null(await WarningsAsync("no typo any more", "workAddress.contry = \"US\""));
    }

    [Fact]
    public async Task Patch_ToAnAttributeTheDataDoesNotHave_Warns()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var id = await _user.DefineAsync("us", SandboxUser.InTheUs);
        const string Json = """{"nodeType":"fieldLookup","fieldName":"loyalti","object":{"nodeType":"parameterReference","position":1}}""";
        var patched = (await _user.Api.PatchAsync($"{Path}/{id}", $$$"""{"expression":{"type":"PQL","format":"pql/json","value":{{{Json}}}}}""")).Expect(200);
        Assert.Contains("Did you mean 'loyalty'?", patched.Headers[Header]);
        Assert.False((await _user.Api.PatchAsync($"{Path}/{id}", """{"description":"x"}""")).Expect(200).Headers.ContainsKey(Header));
    }

    private async Task<string?> WarningsAsync(string name, string pql) =>
        (await _user.Api.PostAsync(Path, SandboxUser.Definition(name, pql))).Expect(200).Headers.GetValueOrDefault(Header);
}
