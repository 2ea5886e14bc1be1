using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Auth;

public sealed class JwtModeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _otherRsa = RSA.Create(2048);
    private readonly FakeTimeProvider _clock = new(Now);
    private FrontServer? _server;

    public async Task InitializeAsync()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(includePrivateParameters: false)) { KeyId = "k1" });
        var keySet = $$"""{"keys":[{"kty":"RSA","kid":"k1","use":"sig","n":"{{key.N}}","e":"{{key.E}}"}]}""";
        _server = await FrontServer.StartAsync(
            new Dictionary<string, string?>
            {
                ["Segmentation:Auth:Mode"] = "Jwt",
                ["Segmentation:Auth:Jwt:Issuer"] = "https://issuer.example",
                ["Segmentation:Auth:Jwt:Audience"] = "segmentation",
                ["Segmentation:Auth:Jwt:KeySet"] = keySet,
            },
            configure: services => services.AddSingleton<TimeProvider>(_clock));
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _rsa.Dispose();
        _otherRsa.Dispose();
    }

    [Fact]
    public async Task Token_ValidForOneOrganization_IsLetIn()
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "a@AdobeOrg" }));
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Token_WithAListOfOrganizations_IsLetInForEach()
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["orgs"] = new[] { "z@AdobeOrg", "a@AdobeOrg" } }));
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Token_WithoutTheOrganization_IsRefused()
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "b@AdobeOrg" }));
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(403, "403025", "Profile is not valid");
    }

    [Fact]
    public async Task Token_ForAnotherClient_IsRefused()
    {
        using var client = Client(Token(new() { ["client_id"] = "other", ["org"] = "a@AdobeOrg" }));
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(403, "403003", "Api Key is invalid");
    }

    [Fact]
    public async Task Token_LimitedToOtherSandboxes_IsDeniedTheSandbox()
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "a@AdobeOrg", ["sandboxes"] = new[] { "dev" } }));
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-ACC001-403");
    }

    [Fact]
    public async Task Token_LimitedToOtherSandboxes_SeesNoneOfTheRest()
    {
        const string Path = "/data/foundation/sandbox-management/sandboxes";
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "a@AdobeOrg", ["sandboxes"] = new[] { "dev" } }));
        Assert.Empty((await client.GetAsync(Path)).Expect(200).Json.GetProperty("sandboxes").EnumerateArray());
        (await client.GetAsync($"{Path}/prod")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Token_Expired_IsRefused()
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "a@AdobeOrg" }));
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(2));
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
    }

    [Theory]
    [InlineData("https://other.example", "segmentation", false)]
    [InlineData("https://issuer.example", "other", false)]
    [InlineData("https://issuer.example", "segmentation", true)]
    public async Task Token_FromAnotherIssuerForAnotherAudienceOrSignedByAnotherKey_IsRefused(string issuer, string audience, bool otherKey)
    {
        using var client = Client(Token(new() { ["client_id"] = "app", ["org"] = "a@AdobeOrg" }, issuer, audience, otherKey));
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
    }

    [Fact]
    public async Task Token_WithoutSignature_IsRefused()
    {
        static string Part(object value) => Base64UrlEncoder.Encode(JsonSerializer.Serialize(value));
        var unsigned = Part(new { alg = "none", typ = "JWT" }) + "."
            + Part(new { iss = "https://issuer.example", aud = "segmentation", exp = Now.AddHours(1).ToUnixTimeSeconds(), client_id = "app", org = "a@AdobeOrg" })
            + ".";
        using var client = Client(unsigned);
        (await client.GetAsync("~/nowhere")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
    }

    [Fact]
    public async Task TokenIssuer_InJwtMode_DoesNotExist()
    {
        using var client = Client("x");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
        (await client.SendAsync(HttpMethod.Post, "/ims/token/v3", form)).ExpectError("SEG-GEN005-404");
    }

    private string Token(
        Dictionary<string, object> claims, string issuer = "https://issuer.example", string audience = "segmentation", bool otherKey = false) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = Now.UtcDateTime,
            Expires = Now.AddHours(1).UtcDateTime,
            SigningCredentials = new SigningCredentials(
                new RsaSecurityKey(otherKey ? _otherRsa : _rsa) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
        });

    private ApiClient Client(string token)
    {
        var client = _server!.Client("a@AdobeOrg");
        client.Headers["Authorization"] = $"Bearer {token}";
        client.Headers["x-api-key"] = "app";
        return client;
    }
}
