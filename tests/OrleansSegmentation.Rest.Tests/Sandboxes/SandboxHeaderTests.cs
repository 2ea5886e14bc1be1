using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Sandboxes;

public sealed class SandboxHeaderTests : IAsyncLifetime
{
    private const string Organization = "two@AdobeOrg";
    private static readonly string ProdId = SandboxDescriptor.DeriveId(Organization, "prod").ToString();
    private static readonly string DevId = SandboxDescriptor.DeriveId(Organization, "dev").ToString();

    private FrontServer? _server;

    public async Task InitializeAsync() => _server = await FrontServer.StartAsync(Settings());

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData("prod", null, "SEG-GEN005-404")]
    [InlineData("dev", null, "SEG-GEN005-404")]
    [InlineData("staging", null, "SEG-SBX001-403")]
    [InlineData("Prod", null, "SEG-SBX001-403")]
    [InlineData(null, "00000000-0000-4000-8000-000000000000", "SEG-SBX001-403")]
    [InlineData(null, "prod", "SEG-SBX001-403")]
    [InlineData("staging", "PROD", "SEG-SBX001-403")]
    [InlineData("prod", "DEV", "SEG-SBX002-400")]
    [InlineData("prod", "PROD", "SEG-GEN005-404")]
    [InlineData(null, "DEV", "SEG-GEN005-404")]
    public async Task Headers_NameASandbox_OrAreRefused(string? name, string? id, string expected)
    {
        using var client = Client(name, id is "PROD" ? ProdId : id is "DEV" ? DevId.ToUpperInvariant() : id);
        (await client.GetAsync("~/nowhere")).ExpectError(expected);
    }

    [Fact]
    public async Task Headers_AbsentWhereTheyAreNotRequired_MeanTheDefaultSandbox()
    {
        var settings = Settings();
        settings["Segmentation:Sandbox:RequireHeader"] = "false";
        await using var server = await FrontServer.StartAsync(settings);
        using var client = server.Client(Organization);
        client.Headers.Remove("x-sandbox-name");
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Organization_NotConfiguredInDevelopmentMode_HasTheSandboxProdOnly()
    {
        using var client = _server!.Client("any other organisation");
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
        client.Headers["x-sandbox-name"] = "dev";
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-SBX001-403");
    }

    private static Dictionary<string, string?> Settings() => new()
    {
        ["Segmentation:Auth:Organizations:0:Id"] = Organization,
        ["Segmentation:Auth:Organizations:0:Sandboxes:0:Name"] = "dev",
        ["Segmentation:Auth:Organizations:0:Sandboxes:0:Type"] = "development",
        ["Segmentation:Auth:Organizations:0:Sandboxes:1:Name"] = "prod",
        ["Segmentation:Auth:Organizations:0:Sandboxes:1:Default"] = "true",
    };

    private ApiClient Client(string? name, string? id)
    {
        var client = _server!.Client(Organization);
        client.Headers.Remove("x-sandbox-name");
        if (name is not null)
        {
            client.Headers["x-sandbox-name"] = name;
        }

        if (id is not null)
        {
            client.Headers["x-sandbox-id"] = id;
        }

        return client;
    }
}
