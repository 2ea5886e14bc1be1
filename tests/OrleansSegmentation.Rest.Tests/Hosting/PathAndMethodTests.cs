namespace OrleansSegmentation.Rest.Tests.Hosting;

public sealed class PathAndMethodTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Theory]
    [InlineData("GET", "~/audiences")]
    [InlineData("GET", "~/config/mergePolicies/1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13/x")]
    [InlineData("GET", "~/config/schedules/x/y")]
    [InlineData("POST", "~/preview")]
    [InlineData("GET", "~/estimate/x")]
    [InlineData("GET", "~/export/jobs")]
    [InlineData("GET", "~/segment/profiles/clusters/x")]
    [InlineData("DELETE", "~/segment")]
    [InlineData("GET", "~/segment/jobs/a/b")]
    [InlineData("GET", "~")]
    [InlineData("GET", "/data")]
    [InlineData("POST", "/collection/a.b")]
    [InlineData("POST", "/collection/batch/a%20b")]
    [InlineData("POST", "/collection/batch/a/b")]
    public async Task Path_Unknown_AnswersNotFoundInTheServiceForm(string method, string path)
    {
        using var client = front.Server.Client();
        var response = (await client.SendAsync(new HttpMethod(method), path)).ExpectError("SEG-GEN005-404");
        Assert.Equal("no-store", response.Headers["Cache-Control"]);
    }

    [Theory]
    [InlineData("PUT", "~/segment/jobs", "GET, HEAD, POST, OPTIONS")]
    [InlineData("DELETE", "~/segment/jobs/", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "~/segment/jobs/x", "GET, HEAD, DELETE, OPTIONS")]
    [InlineData("GET", "~/segment/jobs/bulk-get", "POST, OPTIONS")]
    [InlineData("POST", "~/segment/jobs/x/diagnostics", "GET, HEAD, OPTIONS")]
    [InlineData("PUT", "~/segment/definitions", "GET, HEAD, POST, OPTIONS")]
    [InlineData("PUT", "~/segment/definitions/x", "GET, HEAD, PATCH, DELETE, OPTIONS")]
    [InlineData("DELETE", "~/segment/definitions/bulk-get", "POST, OPTIONS")]
    [InlineData("POST", "~/segment/definitions/x/members", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "~/config/mergePolicies", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "~/config/mergePolicies/x", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS")]
    [InlineData("PUT", "~/config/mergePolicies/bulk-get", "POST, OPTIONS")]
    [InlineData("PATCH", "~/access/entities", "GET, HEAD, POST, DELETE, OPTIONS")]
    [InlineData("PUT", "~/config/schedules", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "~/config/schedules/x", "GET, HEAD, PATCH, DELETE, OPTIONS")]
    [InlineData("GET", "~/config/schedules/trigger", "POST, OPTIONS")]
    [InlineData("POST", "~/segment/profiles/clusters", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "~/ingest/profiles", "POST, OPTIONS")]
    [InlineData("GET", "/collection/some-connection", "POST, OPTIONS")]
    [InlineData("PUT", "/collection/batch/some-connection", "POST, OPTIONS")]
    [InlineData("TRACE", "/healthz", "GET, HEAD, OPTIONS")]
    [InlineData("BREW", "~/segment/jobs", "GET, HEAD, POST, OPTIONS")]
    public async Task Method_NotOfThisPath_AnswersWithTheAllowedOnes(string method, string path, string allow)
    {
        using var client = front.Server.Client();
        var response = (await client.SendAsync(new HttpMethod(method), path)).ExpectError("SEG-GEN006-405");
        Assert.Equal(allow, response.Headers["Allow"]);
    }

    [Theory]
    [InlineData("~/segment/jobs", "GET, HEAD, POST, OPTIONS")]
    [InlineData("~/SEGMENT/Jobs/x/", "GET, HEAD, DELETE, OPTIONS")]
    [InlineData("/readyz", "GET, HEAD, OPTIONS")]
    public async Task Options_NeedsNoHeaders_AndNamesTheMethods(string path, string allow)
    {
        using var client = front.Server.Client();
        client.Headers.Clear();
        var response = (await client.SendAsync(HttpMethod.Options, path)).Expect(204);
        Assert.Equal(allow, response.Headers["Allow"]);
        Assert.Empty(response.Body);
    }

    [Fact]
    public async Task Options_OfAnUnknownPath_AnswersNotFound()
    {
        using var client = front.Server.Client();
        client.Headers.Clear();
        (await client.SendAsync(HttpMethod.Options, "~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Theory]
    [InlineData("/healthz", 200)]
    [InlineData("~/nowhere", 404)]
    [InlineData("~/segment/jobs/bulk-get", 405)]
    public async Task Head_AnswersLikeGetWithoutABody(string path, int status)
    {
        using var client = front.Server.Client();
        var response = (await client.SendAsync(HttpMethod.Head, path)).Expect(status);
        Assert.Empty(response.Body);
        Assert.Equal("application/json; charset=utf-8", response.ContentType);
        Assert.NotEqual("0", response.Headers["Content-Length"]);
    }

    [Fact]
    public async Task Head_WithoutToken_IsRefusedLikeGet()
    {
        using var client = front.Server.Client();
        client.Headers.Remove("Authorization");
        (await client.SendAsync(HttpMethod.Head, "~/segment/jobs")).Expect(403);
    }

    [Theory]
    [InlineData("~/segment/jobs/?limit=0")]
    [InlineData("~/Segment/JOBS?limit=0")]
    [InlineData("/DATA/Core/Ups/segment/jobs/?limit=0")]
    public async Task Path_InAnyCaseAndWithATrailingSlash_IsTheSame(string path)
    {
        using var client = front.Server.Client();
        (await client.GetAsync(path)).ExpectError("SEG-GEN004-400");
    }

    [Fact]
    public async Task PathSegment_LongerThan128Characters_IsNotFound()
    {
        using var client = front.Server.Client();
        (await client.GetAsync("~/segment/jobs/" + new string('a', 129))).ExpectError("SEG-GEN005-404");
        (await client.SendAsync(HttpMethod.Post, "~/segment/jobs/" + new string('a', 129))).ExpectError("SEG-GEN005-404");
    }
}
