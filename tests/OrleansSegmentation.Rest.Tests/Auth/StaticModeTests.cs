using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Auth;

public sealed class StaticModeTests : IAsyncLifetime
{
    private FrontServer? _server;

    public async Task InitializeAsync() => _server = await FrontServer.StartAsync(new Dictionary<string, string?>
    {
        ["Segmentation:Auth:Mode"] = "Static",
        ["Segmentation:Auth:Tokens:0"] = "for-all",
        ["Segmentation:Auth:Tokens:1:Token"] = "for-one",
        ["Segmentation:Auth:Tokens:1:Organizations:0"] = "first@AdobeOrg",
        ["Segmentation:Auth:ApiKeys:0"] = "key",
        ["Segmentation:Auth:Organizations:0:Id"] = "first@AdobeOrg",
        ["Segmentation:Auth:Organizations:1:Id"] = "second@AdobeOrg",
        ["Segmentation:Auth:Organizations:1:Sandboxes:0:Name"] = "live",
        ["Segmentation:Auth:Organizations:1:Sandboxes:1:Name"] = "dev",
        ["Segmentation:Auth:Organizations:1:Sandboxes:1:Type"] = "development",
        ["Segmentation:Auth:Clients:0:ClientId"] = "client",
        ["Segmentation:Auth:Clients:0:ClientSecret"] = "secret",
        ["Segmentation:Auth:Clients:0:Token"] = "for-all",
    });

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Caller_WithListedTokenKeyAndOrganization_IsLetIn()
    {
        using var client = Client("for-one", "key", "first@AdobeOrg");
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Theory]
    [InlineData("other", "key", "first@AdobeOrg", 401, "401013", "Oauth token is not valid")]
    [InlineData("for-all", "other", "first@AdobeOrg", 403, "403003", "Api Key is invalid")]
    [InlineData("for-one", "key", "second@AdobeOrg", 403, "403025", "Profile is not valid")]
    [InlineData("for-one", "key", "third@AdobeOrg", 403, "403027", "User region is missing")]
    [InlineData("for-all", "key", "FIRST@AdobeOrg", 403, "403027", "User region is missing")]
    public async Task Caller_WithSomethingUnlisted_IsRefused(
        string token, string key, string organization, int status, string code, string message)
    {
        using var client = Client(token, key, organization);
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(status, code, message);
    }

    [Fact]
    public async Task Sandboxes_OfAConfiguredOrganization_AreExactlyTheListedOnes()
    {
        using var client = Client("for-all", "key", "second@AdobeOrg");
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-SBX001-403");
        client.Headers["x-sandbox-name"] = "dev";
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Theory]
    [InlineData("client", "secret", "client_credentials", 200, "{\"access_token\":\"for-all\",\"token_type\":\"bearer\",\"expires_in\":86399}")]
    [InlineData("client", "wrong", "client_credentials", 400, "{\"error\":\"invalid_client\"}")]
    [InlineData("other", "secret", "client_credentials", 400, "{\"error\":\"invalid_client\"}")]
    [InlineData("client", "secret", "password", 400, "{\"error\":\"unsupported_grant_type\"}")]
    public async Task Token_IsGivenToListedClientsOnly(string id, string secret, string grant, int status, string body)
    {
        using var client = Client("none", "none", "none");
        client.Headers.Clear();
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = id, ["client_secret"] = secret, ["scope"] = "openid" });
        var response = await client.SendAsync(HttpMethod.Post, "/ims/token/v3", form);
        Assert.Equal((status, body), (response.Status, response.Text));
    }

    private ApiClient Client(string token, string key, string organization)
    {
        var client = _server!.Client(organization);
        client.Headers["Authorization"] = $"Bearer {token}";
        client.Headers["x-api-key"] = key;
        return client;
    }
}
