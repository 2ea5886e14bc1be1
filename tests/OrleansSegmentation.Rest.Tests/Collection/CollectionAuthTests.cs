using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Collection;

public sealed class CollectionAuthTests
{
    private const string Path = "/collection/inlet";
    private const string Message = """{"header":{"datasetId":"crm","imsOrgId":"other@AdobeOrg"},"body":{"xdmEntity":{}}}""";

    [Fact]
    public async Task Sender_WithoutApiKeyAndOrganizationHeader_GetsAsFarAsTheMessage()
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client();
        client.Headers.Remove("x-api-key");
        client.Headers.Remove("x-gw-ims-org-id");
        client.Headers.Remove("x-sandbox-name");
        (await client.PostAsync(Path, "{}")).ExpectError("SEG-ING001-400");
        client.Headers.Remove("Authorization");
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(403, "403010", "Oauth token is missing.");
        client.Headers["Authorization"] = "Basic x";
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
    }

    [Fact]
    public async Task Sender_WithARefusedApiKeyOrOrganization_IsRefused()
    {
        await using var server = await StartStaticAsync(requireAuth: true);
        using var client = server.Client("first@AdobeOrg");
        client.Headers["Authorization"] = "Bearer token";
        client.Headers["x-api-key"] = "wrong";
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(403, "403003", "Api Key is invalid");
        client.Headers["x-api-key"] = "key";
        (await client.PostAsync(Path, "{}")).ExpectError("SEG-ING001-400");
        client.Headers["x-gw-ims-org-id"] = "second@AdobeOrg";
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(403, "403025", "Profile is not valid");
        client.Headers.Remove("x-gw-ims-org-id");
        (await client.PostAsync(Path, Message)).ExpectGatewayError(403, "403027", "User region is missing");
        (await client.PostAsync(Path, Message.Replace("other@", "second@"))).ExpectGatewayError(403, "403025", "Profile is not valid");
    }

    [Fact]
    public async Task Sender_WhereNoTokenIsRequired_MayLeaveItOutButNotSendAWrongOne()
    {
        await using var server = await StartStaticAsync(requireAuth: false);
        using var client = server.Client("second@AdobeOrg");
        client.Headers.Remove("Authorization");
        (await client.PostAsync(Path, "{}")).ExpectError("SEG-ING001-400");
        client.Headers["x-gw-ims-org-id"] = "third@AdobeOrg";
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(403, "403027", "User region is missing");
        client.Headers["Authorization"] = "Bearer wrong";
        (await client.PostAsync(Path, "{}")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
        (await client.GetAsync("~/segment/jobs")).ExpectGatewayError(401, "401013", "Oauth token is not valid");
        client.Headers.Remove("Authorization");
        (await client.GetAsync("~/segment/jobs")).ExpectGatewayError(403, "403010", "Oauth token is missing.");
    }

    [Fact]
    public async Task Organization_InHeaderAndMessage_MustBeTheSame()
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client("front@AdobeOrg");
        Assert.Equal("header.imsOrgId", (await client.PostAsync(Path, Message)).ExpectError("SEG-ING002-400").Field);
        client.Headers.Remove("x-gw-ims-org-id");
        var nobody = Message.Replace("\"imsOrgId\":\"other@AdobeOrg\"", "\"imsOrgId\":\"\"");
        Assert.Equal("header.imsOrgId", (await client.PostAsync(Path, nobody)).ExpectError("SEG-ING002-400").Field);
    }

    [Theory]
    [InlineData("[]", "SEG-GEN002-400", null)]
    [InlineData("{", "SEG-GEN001-400", null)]
    [InlineData("", "SEG-GEN002-400", null)]
    [InlineData("""{"body":{"xdmEntity":{}}}""", "SEG-ING001-400", "header")]
    [InlineData("""{"header":{},"body":{"xdmEntity":{}}}""", "SEG-ING001-400", "header.datasetId")]
    [InlineData("""{"header":{"datasetId":7},"body":{"xdmEntity":{}}}""", "SEG-ING001-400", "header.datasetId")]
    [InlineData("""{"header":{"datasetId":"a","imsOrgId":7},"body":{"xdmEntity":{}}}""", "SEG-ING001-400", "header.imsOrgId")]
    [InlineData("""{"header":{"datasetId":"a","schemaRef":"x"},"body":{"xdmEntity":{}}}""", "SEG-ING001-400", "header.schemaRef")]
    [InlineData("""{"header":{"datasetId":"a"}}""", "SEG-ING001-400", "body")]
    [InlineData("""{"header":{"datasetId":"a"},"body":{}}""", "SEG-ING001-400", "body.xdmEntity")]
    [InlineData("""{"header":{"datasetId":"a"},"body":{"xdmEntity":[]}}""", "SEG-ING001-400", "body.xdmEntity")]
    public async Task Message_OfAWrongShape_NamesTheField(string body, string code, string? field)
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client();
        Assert.Equal(field, (await client.PostAsync(Path, body)).ExpectError(code).Field);
    }

    [Theory]
    [InlineData("[]", "SEG-GEN002-400", null)]
    [InlineData("{}", "SEG-ING001-400", "messages")]
    [InlineData("""{"messages":{}}""", "SEG-ING001-400", "messages")]
    public async Task Batch_OfAWrongShape_IsRefused(string body, string code, string? field)
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client();
        Assert.Equal(field, (await client.PostAsync("/collection/batch/inlet", body)).ExpectError(code).Field);
    }

    [Fact]
    public async Task Message_AsTextOrTooLarge_IsRefused()
    {
        await using var server = await FrontServer.StartAsync();
        using var client = server.Client();
        Assert.Contains("BadRequestError", (await client.SendAsync(HttpMethod.Post, Path, ApiClient.Content("{}", "text/plain"))).Expect(400).Text);
        (await client.PostAsync(Path, new string(' ', 1024 * 1024) + "{}")).ExpectError("SEG-GEN007-413");
        (await client.PostAsync($"{Path}?syncValidation=maybe", "{}")).ExpectError("SEG-GEN004-400");
    }

    private static Task<FrontServer> StartStaticAsync(bool requireAuth) => FrontServer.StartAsync(new Dictionary<string, string?>
    {
        ["Segmentation:Auth:Mode"] = "Static",
        ["Segmentation:Auth:Tokens:0:Token"] = "token",
        ["Segmentation:Auth:Tokens:0:Organizations:0"] = "first@AdobeOrg",
        ["Segmentation:Auth:ApiKeys:0"] = "key",
        ["Segmentation:Auth:Organizations:0:Id"] = "first@AdobeOrg",
        ["Segmentation:Auth:Organizations:1:Id"] = "second@AdobeOrg",
        ["Segmentation:Collection:RequireAuth"] = requireAuth ? "true" : "false",
    });
}
