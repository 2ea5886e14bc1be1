namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class CrossOriginTests
{
    [Fact]
    public async Task Origin_Configured_GetsTheHeadersThatBrowsersNeed()
    {
        await using var server = await FrontServer.StartAsync(
            new Dictionary<string, string?> { ["Segmentation:Http:AllowedOrigins:0"] = "https://console.example" });
        using var client = server.Client();
        var preflight = await client.SendAsync(HttpMethod.Options, "~/segment/jobs", null, ("Origin", "https://console.example"));
        Assert.Equal("https://console.example", preflight.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("GET, HEAD, POST, OPTIONS", preflight.Headers["Access-Control-Allow-Methods"]);
        Assert.Contains("x-sandbox-name", preflight.Headers["Access-Control-Allow-Headers"]);
        var call = await client.SendAsync(HttpMethod.Get, "/healthz", null, ("Origin", "https://console.example"));
        Assert.Contains("x-request-id", call.Headers["Access-Control-Expose-Headers"]);

        var other = await client.SendAsync(HttpMethod.Get, "/healthz", null, ("Origin", "https://other.example"));
        Assert.False(other.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Origin_WithoutConfiguration_GetsNothing()
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client();
        var response = await client.SendAsync(HttpMethod.Get, "/healthz", null, ("Origin", "https://console.example"));
        Assert.False(response.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }
}
