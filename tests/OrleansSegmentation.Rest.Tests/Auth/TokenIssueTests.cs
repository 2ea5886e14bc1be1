using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Auth;

public sealed class TokenIssueTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Fact]
    public async Task Token_InDevelopmentMode_IsGivenToAnybodyAndWorks()
    {
        using var client = front.Server.Client();
        var headers = new Dictionary<string, string>(client.Headers);
        client.Headers.Clear();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "x" });
        var json = (await client.SendAsync(HttpMethod.Post, "/ims/token/v3", form)).Expect(200).Json;
        Assert.Equal("bearer", json.GetProperty("token_type").GetString());
        Assert.Equal(86399, json.GetProperty("expires_in").GetInt32());

        foreach (var (name, value) in headers)
        {
            client.Headers[name] = value;
        }

        client.Headers["Authorization"] = $"Bearer {json.GetProperty("access_token").GetString()}";
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(1, 20_000)]
    public async Task Token_ForAFormOfAnotherSize_IsRefused(int fields, int length)
    {
        using var client = front.Server.Client();
        using var form = new FormUrlEncodedContent(Enumerable.Range(0, fields).ToDictionary(static i => $"f{i}", _ => new string('x', length)));
        (await client.SendAsync(HttpMethod.Post, "/ims/token/v3", form)).ExpectError("SEG-GEN001-400");
    }

    [Fact]
    public async Task Token_ByGet_IsNotAllowed()
    {
        using var client = front.Server.Client();
        var response = (await client.GetAsync("/ims/token/v3")).ExpectError("SEG-GEN006-405");
        Assert.Equal("POST, OPTIONS", response.Headers["Allow"]);
    }
}
