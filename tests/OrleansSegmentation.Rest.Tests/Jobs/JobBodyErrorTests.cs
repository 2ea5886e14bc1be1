using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>Bodies of POST and bulk-get that are refused before anything is asked of the cluster.</summary>
public sealed class JobBodyErrorTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    private const string Id = "8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482";

    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"segmentIds":["a"]}""", null)]
    [InlineData("""{"segments":{"segmentId":"a"}}""", null)]
    [InlineData("\"a\"", null)]
    [InlineData("1e400", null)]
    [InlineData("null", null)]
    [InlineData("""["a"]""", "[0]")]
    [InlineData("""[{"segmentId":"a"},{}]""", "[1].segmentId")]
    [InlineData("""[{"segmentId":7}]""", "[0].segmentId")]
    [InlineData("""[{"segmentId":null}]""", "[0].segmentId")]
    [InlineData("""[{"segmentId":""}]""", "[0].segmentId")]
    [InlineData("""{"segments":[{"segmentId":"a"},{"id":"b"}]}""", "segments[1].segmentId")]
    public async Task Submission_OfAnotherShape_IsRefusedWithTheAcceptedOne(string body, string? field)
    {
        using var client = front.Server.Client();
        var response = (await client.PostAsync("~/segment/jobs", body)).ExpectError("SEG-JOB002-400");
        Assert.Equal(field, response.Field);
        Assert.Contains("""[ { "segmentId": "<segment definition id>" } ]""", response.Message);
    }

    [Theory]
    [InlineData("""{"name":"_xdm.context.experienceevent"}""", "schema.name")]
    [InlineData("""{"name":5}""", "schema.name")]
    [InlineData("\"_xdm.context.profile\"", "schema")]
    public async Task Submission_ForAnotherSchema_IsRefused(string schema, string field)
    {
        using var client = front.Server.Client();
        var body = $$"""{"schema":{{schema}},"segments":[{"segmentId":"{{Id}}"}]}""";
        Assert.Equal(field, (await client.PostAsync("~/segment/jobs", body)).ExpectError("SEG-GEN003-400").Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("k\u007f")]
    [InlineData("k\u0001")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task IdempotencyKey_Malformed_IsRefused(string key)
    {
        using var client = front.Server.Client();
        var response = await client.PostAsync("~/segment/jobs", $$"""[{"segmentId":"{{Id}}"}]""", ("Idempotency-Key", key));
        Assert.Equal("Idempotency-Key", response.ExpectError("SEG-GEN003-400").Field);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"ids":"a"}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":[1]}""")]
    [InlineData("""{"ids":[null]}""")]
    [InlineData("""{"ids":[{"id":1}]}""")]
    [InlineData("""{"ids":[{"name":"a"}]}""")]
    [InlineData("""{"ids":[["a"]]}""")]
    public async Task BulkGet_OfAnotherShape_IsRefused(string body)
    {
        using var client = front.Server.Client();
        (await client.PostAsync("~/segment/jobs/bulk-get", body)).ExpectError("SEG-JOB013-400");
        (await client.PostAsync("~/segment/definitions/bulk-get", body)).ExpectError("SEG-JOB013-400");
    }

    [Fact]
    public async Task BulkGet_Of101Ids_IsRefused()
    {
        using var client = front.Server.Client();
        var ids = string.Join(',', Enumerable.Range(0, 101).Select(static i => $"\"{i}\""));
        Assert.Contains("101", (await client.PostAsync("~/segment/jobs/bulk-get", $$"""{"ids":[{{ids}}]}""")).ExpectError("SEG-JOB013-400").Message);
    }
}
