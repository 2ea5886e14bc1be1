using System.Text;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Bodies;

/// <summary>Content types, sizes and JSON that are refused before anything is asked of the cluster.</summary>
public sealed class RequestBodyTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    private const string Jobs = "~/segment/jobs";
    private const string WrongContentType =
        """{"type":"/placeholder/type/uri","status":400,"title":"BadRequestError","detail":"A valid content-type must be specified"}""";

    [Theory]
    [InlineData(Jobs, null)]
    [InlineData(Jobs, "text/plain")]
    [InlineData(Jobs, "application/x-www-form-urlencoded")]
    [InlineData(Jobs, "application/x-ndjson")]
    [InlineData(Jobs, "application/json; charset=utf-16")]
    [InlineData("~/segment/definitions", "text/json")]
    [InlineData("~/config/mergePolicies", null)]
    [InlineData("~/ingest/profiles", null)]
    [InlineData("~/ingest/profiles", "text/csv")]
    public async Task ContentType_NotAccepted_HasItsOwnBody(string path, string? contentType)
    {
        using var client = front.Server.Client();
        var response = await client.SendAsync(HttpMethod.Post, path, ApiClient.Content("[]", contentType));
        Assert.Equal((400, WrongContentType), (response.Status, response.Text));
        Assert.Equal("application/json; charset=utf-8", response.ContentType);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"; v=1")]
    [InlineData("application/vnd.adobe.xed+json")]
    public async Task ContentType_Json_IsAccepted(string contentType)
    {
        using var client = front.Server.Client();
        (await client.SendAsync(HttpMethod.Post, Jobs, ApiClient.Content("{", contentType))).ExpectError("SEG-GEN001-400");
    }

    [Theory]
    [InlineData("POST", "~/segment/jobs/bulk-get", null)]
    [InlineData("POST", "~/segment/definitions/bulk-get", "text/plain")]
    public async Task ContentType_OfBulkGet_IsIgnored(string method, string path, string? contentType)
    {
        using var client = front.Server.Client();
        (await client.SendAsync(new HttpMethod(method), path, ApiClient.Content("{", contentType))).ExpectError("SEG-GEN001-400");
    }

    [Theory]
    [InlineData(Jobs)]
    [InlineData("~/segment/definitions")]
    [InlineData("~/config/mergePolicies")]
    [InlineData("~/segment/jobs/bulk-get")]
    [InlineData("~/ingest/profiles")]
    public async Task Body_Absent_IsNamedAsMissing(string path)
    {
        using var client = front.Server.Client();
        (await client.SendAsync(HttpMethod.Post, path)).ExpectError("SEG-GEN002-400");
        (await client.PostAsync(path, "")).ExpectError("SEG-GEN002-400");
    }

    [Theory]
    [InlineData("{", "line 1, byte 2")]
    [InlineData("[\n{\"segmentId\":}]", "line 2, byte 14")]
    [InlineData("[1,]", "line 1, byte 4")]
    [InlineData("[{'segmentId':1}]", "line 1, byte 3")]
    [InlineData("[] []", "line 1, byte 4")]
    [InlineData("[] // comment", "line 1, byte 4")]
    [InlineData("[01]", "line 1, byte 3")]
    [InlineData("[NaN]", "line 1, byte 2")]
    [InlineData("   ", "line 1, byte 4")]
    [InlineData("[\"\t\"]", "line 1, byte 3")]
    public async Task Json_Malformed_IsRefusedWithItsPlace(string json, string place)
    {
        using var client = front.Server.Client();
        var response = (await client.PostAsync(Jobs, json)).ExpectError("SEG-GEN001-400");
        Assert.Contains(place, response.Message);
    }

    [Fact]
    public async Task Json_InvalidUtf8_IsRefusedWithItsPlace()
    {
        using var client = front.Server.Client();
        byte[] bytes = [.. Encoding.UTF8.GetBytes("[{\"segmentId\":\"ä"), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}]")];
        var response = (await client.SendAsync(HttpMethod.Post, Jobs, ApiClient.Content(bytes, "application/json")))
            .ExpectError("SEG-GEN001-400");
        Assert.Contains("UTF-8 at byte 17", response.Message);
    }

    [Theory]
    [InlineData("""[{"segmentId":"\ud800"}]""", "byte 14")]
    [InlineData("""[{"\udc00":"a"}]""", "byte 2")]
    public async Task Json_HalfASurrogatePair_IsRefusedWithItsPlace(string json, string place)
    {
        using var client = front.Server.Client();
        var response = (await client.PostAsync(Jobs, json)).ExpectError("SEG-GEN001-400");
        Assert.Contains(place, response.Message);
    }

    [Theory]
    [InlineData(64, "SEG-JOB002-400")]
    [InlineData(65, "SEG-GEN001-400")]
    [InlineData(100_000, "SEG-GEN001-400")]
    public async Task Json_NestedDeeperThan64Levels_IsRefused(int levels, string code)
    {
        using var client = front.Server.Client();
        var response = (await client.PostAsync(Jobs, new string('[', levels) + new string(']', levels))).ExpectError(code);
        Assert.Contains(code == "SEG-GEN001-400" ? "at most 64 levels" : "is an array", response.Message);
    }

    [Theory]
    [InlineData("""{"dataGovernancePolicy":X}""", 64, "SEG-GEN001-400")]
    [InlineData("""{"dataGovernancePolicy":X,"name":1}""", 63, "SEG-DEF002-400")]
    [InlineData("""{"expression":{"other":X}}""", 63, "SEG-GEN001-400")]
    [InlineData("""{"expression":{"value":X}}""", 1025, "SEG-GEN001-400")]
    [InlineData("""{"expression":{"value":X},"name":1}""", 1024, "SEG-DEF002-400")]
    public async Task DefinitionJson_NestedDeeplyOutsideOfItsExpression_IsRefused(string shape, int levels, string code)
    {
        using var client = front.Server.Client();
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
        (await client.PostAsync("~/segment/definitions", shape.Replace("X", nested))).ExpectError(code);
    }

    [Fact]
    public async Task Body_LongerThanTheLimit_IsTooLargeWhetherItsLengthIsAnnouncedOrNot()
    {
        using var client = front.Server.Client();
        var body = new string(' ', 1024 * 1024 + 1);
        (await client.PostAsync(Jobs, body)).ExpectError("SEG-GEN007-413");
        (await client.SendAsync(HttpMethod.Post, Jobs, new ChunkedContent(body))).ExpectError("SEG-GEN007-413");
        (await client.PostAsync(Jobs, new string(' ', 1024 * 1024 - 1) + "{")).ExpectError("SEG-GEN001-400");
        (await client.GetAsync("~/nowhere")).ExpectError("SEG-GEN005-404");
    }

    [Fact]
    public async Task Body_OfADelete_IsIgnored()
    {
        using var client = front.Server.Client();
        (await client.SendAsync(HttpMethod.Delete, "~/segment/jobs/" + new string('a', 129), ApiClient.Content("{", "text/plain")))
            .ExpectError("SEG-GEN005-404");
    }
}
