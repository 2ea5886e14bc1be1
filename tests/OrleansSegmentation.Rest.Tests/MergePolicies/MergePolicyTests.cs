using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.MergePolicies;

[Collection(ClusterServer.Collection)]
public sealed class MergePolicyTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/config/mergePolicies";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task List_OfAFreshSandbox_HoldsTheDefaultPolicy()
    {
        var list = await ListAsync("");
        Assert.Equal("""{"totalCount":1,"pageSize":1,"count":1}""", list.GetProperty("_page").GetRawText());
        Assert.Equal("""{"next":{}}""", list.GetProperty("_links").GetRawText());
        var policy = Assert.Single(list.GetProperty("children").EnumerateArray());
        Assert.Equal(
            ["id", "name", "imsOrgId", "sandbox", "schema", "version", "identityGraph", "attributeMerge", "isActiveOnEdge", "default", "updateEpoch"],
            JobShape.Names(policy));
        Assert.Equal(("Default Timebased", 1), (policy.GetProperty("name").GetString(), policy.GetProperty("version").GetInt32()));
        Assert.Equal(
            ("""{"type":"pdg"}""", """{"type":"timestampOrdered"}""", "true"),
            (policy.GetProperty("identityGraph").GetRawText(), policy.GetProperty("attributeMerge").GetRawText(), policy.GetProperty("default").GetRawText()));
    }

    [Fact]
    public async Task Create_Policy_AnswersItAndItsPlace()
    {
        var response = (await _user.Api.PostAsync(Path, Body("crm first", """{"type":"dataSetPrecedence","order":["crm","web"]}"""))).Expect(200);
        Assert.Equal($"/config/mergePolicies/{response.Json.GetProperty("id").GetString()}", response.Headers["X-Location"]);
        Assert.Equal("""{"type":"dataSetPrecedence","order":["crm","web"]}""", response.Json.GetProperty("attributeMerge").GetRawText());
        Assert.Equal((1, false), (response.Json.GetProperty("version").GetInt32(), response.Json.GetProperty("default").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}""")]
    [InlineData("""{"schema":{"name":"other"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"attributeMerge":{"type":"timestampOrdered"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"other"},"attributeMerge":{"type":"timestampOrdered"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"other"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence"}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":[]}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":["a","a"]}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"dataSetPrecedence","order":[1]}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered","order":["a"]}}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"},"default":"true"}""")]
    [InlineData("""{"schema":{"name":"_xdm.context.profile"},"identityGraph":{},"attributeMerge":{"type":"timestampOrdered"}}""")]
    public async Task Create_WithAWrongField_IsRefused(string body)
    {
        Assert.NotNull((await _user.Api.PostAsync(Path, body)).ExpectError("SEG-MRG002-400").Field);
        Assert.Equal(1, (await ListAsync("")).GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Create_FromAnArray_IsRefused() => (await _user.Api.PostAsync(Path, "[]")).ExpectError("SEG-GEN002-400");

    [Fact]
    public async Task Create_MoreThanFive_IsRefused()
    {
        for (var i = 0; i < 4; i++)
        {
            (await _user.Api.PostAsync(Path, Body($"p{i}"))).Expect(200);
        }

        (await _user.Api.PostAsync(Path, Body("p5"))).ExpectError("SEG-MRG004-400");
    }

    [Theory]
    [InlineData("", new[] { "Default Timebased", "a", "b" })]
    [InlineData("orderBy=name", new[] { "Default Timebased", "a", "b" })]
    [InlineData("orderBy=+name", new[] { "Default Timebased", "a", "b" })]
    [InlineData("orderby=%2Bname", new[] { "Default Timebased", "a", "b" })]
    [InlineData("orderBy=-name", new[] { "b", "a", "Default Timebased" })]
    [InlineData("orderby=-name&start=1", new[] { "a", "Default Timebased" })]
    [InlineData("default=True", new[] { "Default Timebased" })]
    [InlineData("default=false&attributeMerge.type=dataSetPrecedence", new[] { "b" })]
    [InlineData("identityGraph.type=pdg&schema.name=_xdm.context.profile&isActiveOnEdge=false&version=1", new[] { "Default Timebased", "a", "b" })]
    [InlineData("identityGraph.type=nothing", new string[0])]
    [InlineData("schema.name=nothing", new string[0])]
    [InlineData("version=99999999999999999999", new string[0])]
    [InlineData("version=-1", new string[0])]
    public async Task List_FilteredAndOrdered_HoldsThePolicies(string query, string[] expected)
    {
        (await _user.Api.PostAsync(Path, Body("b", """{"type":"dataSetPrecedence","order":["crm"]}"""))).Expect(200);
        (await _user.Api.PostAsync(Path, Body("a"))).Expect(200);
        var names = (await ListAsync(query)).GetProperty("children").EnumerateArray().Select(static item => item.GetProperty("name").GetString());
        Assert.Equal(expected, names);
    }

    [Fact]
    public async Task List_Paged_LinksInThePublicShortForm()
    {
        (await _user.Api.PostAsync(Path, Body("a"))).Expect(200);
        var list = await ListAsync("limit=1&orderBy=-name");
        Assert.Equal("""{"totalCount":2,"pageSize":1,"count":1,"next":"1"}""", list.GetProperty("_page").GetRawText());
        Assert.Equal(
            """{"next":{"href":"@/mergePolicies?start=1&limit=1&orderBy=-name"}}""", list.GetProperty("_links").GetRawText());
    }

    [Fact]
    public async Task Default_SetOnANewPolicy_ClearsTheFormerOneAndRaisesItsVersion()
    {
        var body = Body("new").Replace("\"name\"", "\"default\":true,\"name\"");
        (await _user.Api.PostAsync(Path, body)).Expect(200);
        Assert.Equal("new", Assert.Single((await ListAsync("default=true")).GetProperty("children").EnumerateArray()).GetProperty("name").GetString());
        var former = Assert.Single((await ListAsync("default=false")).GetProperty("children").EnumerateArray());
        Assert.Equal(2, former.GetProperty("version").GetInt32());
    }

    private async Task<JsonElement> ListAsync(string query) => (await _user.Api.GetAsync($"{Path}?{query}")).Expect(200).Json;

    private static string Body(string name, string attributeMerge = """{"type":"timestampOrdered"}""") =>
        $$$"""{"name":"{{{name}}}","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{{{attributeMerge}}}}""";
}
