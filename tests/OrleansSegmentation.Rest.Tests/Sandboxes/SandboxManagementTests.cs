using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Sandboxes;

public sealed class SandboxManagementTests : IAsyncLifetime
{
    private const string Root = "/data/foundation/sandbox-management";
    private const string Organization = "two@AdobeOrg";

    private FrontServer? _server;

    public async Task InitializeAsync() => _server = await FrontServer.StartAsync(new Dictionary<string, string?>
    {
        ["Segmentation:Http:RequestsPerMinute"] = "20",
        ["Segmentation:Auth:Organizations:0:Id"] = Organization,
        ["Segmentation:Auth:Organizations:0:Sandboxes:0:Name"] = "dev",
        ["Segmentation:Auth:Organizations:0:Sandboxes:0:Type"] = "development",
        ["Segmentation:Auth:Organizations:0:Sandboxes:0:Title"] = "Playground",
        ["Segmentation:Auth:Organizations:0:Sandboxes:1:Name"] = "prod",
        ["Segmentation:Auth:Organizations:0:Sandboxes:1:Default"] = "true",
    });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/sandboxes")]
    [InlineData("/Sandboxes/")]
    public async Task List_WithoutASandboxHeader_HoldsTheSandboxesOfTheOrganization(string path)
    {
        using var client = Client();
        var list = (await client.GetAsync(Root + path)).Expect(200).Json;
        Assert.Equal(["sandboxes", "_page", "_links"], JobShape.Names(list));
        Assert.Equal(["dev", "prod"], list.GetProperty("sandboxes").EnumerateArray().Select(static sandbox => sandbox.GetProperty("name").GetString()));
        Assert.Equal("""{"limit":200,"count":2}""", list.GetProperty("_page").GetRawText());
        var link = list.GetProperty("_links").GetProperty("page");
        Assert.Equal($"{_server!.Address}data/foundation/sandbox-management/sandboxes{{?limit,offset}}", link.GetProperty("href").GetString());
        Assert.True(link.GetProperty("templated").GetBoolean());
    }

    [Theory]
    [InlineData("limit=1", """{"limit":1,"count":1}""")]
    [InlineData("limit=1&offset=2", """{"limit":1,"count":0}""")]
    [InlineData("limit=1000", """{"limit":200,"count":2}""")]
    public async Task List_Paged_SaysWhatItHolds(string query, string page)
    {
        using var client = Client();
        Assert.Equal(page, (await client.GetAsync($"{Root}/sandboxes?{query}")).Expect(200).Json.GetProperty("_page").GetRawText());
    }

    [Fact]
    public async Task List_WithALimitOfZero_IsRefused()
    {
        using var client = Client();
        Assert.Equal("limit", (await client.GetAsync($"{Root}/sandboxes?limit=0")).ExpectError("SEG-GEN004-400").Field);
    }

    [Fact]
    public async Task Get_ByName_GivesTheIdThatTheSandboxHeaderTakes()
    {
        using var client = Client();
        var sandbox = (await client.GetAsync($"{Root}/sandboxes/dev")).Expect(200).Json;
        var id = SandboxDescriptor.DeriveId(Organization, "dev");
        Assert.Equal(
            $$"""{"id":"{{id}}","name":"dev","title":"Playground","state":"active","type":"development","region":"LOCAL","isDefault":false,"eTag":1,"createdDate":"1970-01-01 00:00:00","lastModifiedDate":"1970-01-01 00:00:00","createdBy":"system","modifiedBy":"system"}""",
            sandbox.GetRawText());
        client.Headers["x-sandbox-id"] = id.ToString();
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
        Assert.True((await client.GetAsync($"{Root}/sandboxes/prod")).Expect(200).Json.GetProperty("isDefault").GetBoolean());
    }

    [Theory]
    [InlineData("other")]
    [InlineData("DEV")]
    public async Task Get_UnknownName_IsNotFound(string name)
    {
        using var client = Client();
        (await client.GetAsync($"{Root}/sandboxes/{name}")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Calls_CountAgainstTheRateOfTheOrganization()
    {
        using var client = _server!.Client("busy@AdobeOrg");
        client.Headers.Remove("x-sandbox-name");
        for (var i = 0; i < 20; i++)
        {
            (await client.GetAsync(Root)).Expect(200);
        }

        Assert.NotEqual("0", (await client.GetAsync(Root)).ExpectError("SEG-GEN011-429").Headers["Retry-After"]);
    }

    private ApiClient Client()
    {
        var client = _server!.Client(Organization);
        client.Headers.Remove("x-sandbox-name");
        return client;
    }
}
