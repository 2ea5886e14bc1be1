using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Auth;

public sealed class AuthenticationHeaderTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    private const string Jobs = "~/segment/jobs";

    [Theory]
    [InlineData("Authorization", 403, "403010", "Oauth token is missing.")]
    [InlineData("x-api-key", 403, "403000", "Api Key is required")]
    [InlineData("x-gw-ims-org-id", 400, "400003", "Missing header")]
    [InlineData("x-sandbox-name", 400, "400003", "Missing header: x-sandbox-name")]
    public async Task Header_MissingOrEmpty_IsRefusedWithItsTwoFields(string header, int status, string code, string message)
    {
        using var client = front.Server.Client();
        client.Headers.Remove(header);
        (await client.GetAsync(Jobs)).ExpectGatewayError(status, code, message);
        client.Headers[header] = "   ";
        (await client.GetAsync(Jobs)).ExpectGatewayError(status, code, message);
    }

    [Theory]
    [InlineData("Basic ZGV2OmRldg==")]
    [InlineData("Bearer")]
    [InlineData("Bearerdev")]
    [InlineData("dev")]
    public async Task Authorization_NotABearerToken_IsRefusedAsInvalid(string authorization)
    {
        using var client = front.Server.Client();
        client.Headers["Authorization"] = authorization;
        var response = await client.GetAsync(Jobs);
        response.ExpectGatewayError(401, "401013", "Oauth token is not valid");
        Assert.Equal("Bearer", response.Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("bearer dev")]
    [InlineData("BEARER   dev")]
    public async Task Authorization_SchemeInAnyCase_IsAccepted(string authorization)
    {
        using var client = front.Server.Client();
        client.Headers["Authorization"] = authorization;
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Checks_SeveralFail_TheFirstInTheFixedOrderAnswers()
    {
        using var client = front.Server.Client();
        client.Headers.Clear();
        (await client.PostAsync("~/nowhere", "{")).ExpectGatewayError(403, "403010", "Oauth token is missing.");
        client.Headers["Authorization"] = "Bearer dev";
        (await client.PostAsync("~/nowhere", "{")).ExpectGatewayError(403, "403000", "Api Key is required");
        client.Headers["x-api-key"] = "dev";
        (await client.PostAsync("~/nowhere", "{")).ExpectGatewayError(400, "400003", "Missing header");
        client.Headers["x-gw-ims-org-id"] = "an organisation";
        (await client.PostAsync("~/nowhere", "{")).ExpectGatewayError(400, "400003", "Missing header: x-sandbox-name");
        client.Headers["x-sandbox-name"] = "prod";
        (await client.PostAsync("~/nowhere", "{")).ExpectError("SEG-GEN005-404");
        (await client.SendAsync(HttpMethod.Put, Jobs, ApiClient.Content("{", "text/plain"))).ExpectError("SEG-GEN006-405");
        var large = new string(' ', 1024 * 1024) + "{";
        var wrongType = await client.SendAsync(HttpMethod.Post, Jobs, ApiClient.Content(large, "text/plain"));
        Assert.Contains("BadRequestError", wrongType.Text);
        (await client.PostAsync(Jobs, large)).ExpectError("SEG-GEN007-413");
        (await client.PostAsync(Jobs, "{")).ExpectError("SEG-GEN001-400");
    }

    [Fact]
    public async Task OrganizationId_LongerThan128Characters_IsUnknown()
    {
        using var client = front.Server.Client(new string('o', 129));
        (await client.GetAsync(Jobs)).ExpectGatewayError(403, "403027", "User region is missing");
        client.Headers["x-gw-ims-org-id"] = new string('o', 128);
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Theory]
    [InlineData("/collection/some-connection/x")]
    [InlineData("/data/foundation/sandbox-management/nothing")]
    public async Task PathsBesideTheBasePath_NeedACallerButNoSandbox(string path)
    {
        using var client = front.Server.Client();
        client.Headers.Remove("x-sandbox-name");
        (await client.GetAsync(path)).ExpectError("SEG-GEN005-404");
        client.Headers.Remove("Authorization");
        (await client.GetAsync(path)).ExpectGatewayError(403, "403010", "Oauth token is missing.");
    }

    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("/elsewhere", 404)]
    [InlineData("/", 404)]
    public async Task PathsOutsideTheApi_NeedNoHeaders(string path, int status)
    {
        using var client = front.Server.Client();
        client.Headers.Clear();
        (await client.GetAsync(path)).Expect(status);
    }
}
