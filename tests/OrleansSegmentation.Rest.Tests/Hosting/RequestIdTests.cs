namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class RequestIdTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Theory]
    [InlineData("abc")]
    [InlineData("A-z0.9_:")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task RequestId_WellFormed_IsEchoed(string id)
    {
        using var client = front.Server.Client();
        var response = await client.SendAsync(HttpMethod.Get, "~/nowhere", null, ("x-request-id", id));
        Assert.Equal(id, response.Headers["x-request-id"]);
        Assert.Equal(id, response.Json.GetProperty("requestId").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task RequestId_AbsentOrMalformed_IsReplacedBy32Alphanumerics(string? id)
    {
        using var client = front.Server.Client();
        var response = id is null
            ? await client.GetAsync("/healthz")
            : await client.SendAsync(HttpMethod.Get, "/healthz", null, ("x-request-id", id));
        Assert.Matches("^[A-Za-z0-9]{32}$", response.Headers["x-request-id"]);
    }
}
