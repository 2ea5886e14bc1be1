using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Paging;

/// <summary>Query parameters that are refused before anything is asked of the cluster.</summary>
public sealed class QueryErrorTests(FrontFixture front) : IClassFixture<FrontFixture>
{
    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=%2B1", "limit")]
    [InlineData("limit=1e3", "limit")]
    [InlineData("start=-1", "start")]
    [InlineData("start=x", "start")]
    [InlineData("start=1.0", "start")]
    [InlineData("limit=5&limit=x", "limit")]
    public async Task PageParameter_Malformed_IsRefusedInEveryList(string query, string field)
    {
        using var client = front.Server.Client();
        foreach (var path in new[] { "~/segment/jobs", "~/segment/definitions", "~/config/mergePolicies" })
        {
            var response = (await client.GetAsync($"{path}?{query}")).ExpectError("SEG-GEN004-400");
            Assert.Equal(field, response.Field);
        }
    }

    [Theory]
    [InlineData("~/segment/definitions?page=-1", "page")]
    [InlineData("~/segment/definitions?page=one", "page")]
    [InlineData("~/segment/definitions?evaluationInfo.batch.enabled=yes", "evaluationInfo.batch.enabled")]
    [InlineData("~/segment/definitions?evaluationInfo.continuous.enabled=1", "evaluationInfo.continuous.enabled")]
    [InlineData("~/segment/definitions?sort=nowhere", "sort")]
    [InlineData("~/config/mergePolicies?default=1", "default")]
    [InlineData("~/config/mergePolicies?isActiveOnEdge=no", "isActiveOnEdge")]
    [InlineData("~/config/mergePolicies?version=new", "version")]
    [InlineData("~/config/mergePolicies?orderBy=version", "orderBy")]
    [InlineData("~/config/mergePolicies?orderby=+version", "orderby")]
    [InlineData("~/segment/jobs?segmentDetail=all", "segmentDetail")]
    [InlineData("~/segment/jobs?segmentDetail=IDS", "segmentDetail")]
    [InlineData("~/segment/jobs/8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482?segmentDetail=all", "segmentDetail")]
    public async Task Parameter_WithAnotherValue_IsRefusedByItsName(string path, string field)
    {
        using var client = front.Server.Client();
        Assert.Equal(field, (await client.GetAsync(path)).ExpectError("SEG-GEN004-400").Field);
    }

    [Theory]
    [InlineData("status=DONE", "DONE")]
    [InlineData("status=NEW,", "''")]
    [InlineData("status=NEW&status=KILLED", "KILLED")]
    public async Task Status_Unknown_IsRefusedWithTheAllowedOnes(string query, string value)
    {
        using var client = front.Server.Client();
        var response = (await client.GetAsync($"~/segment/jobs?{query}")).ExpectError("SEG-JOB010-400");
        Assert.Equal("status", response.Field);
        Assert.Contains(value, response.Message);
        Assert.Contains("NEW, QUEUED, PROCESSING, SUCCEEDED, FAILED, CANCELLING, CANCELLED", response.Message);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("metrics")]
    [InlineData("segments")]
    [InlineData("id:up")]
    [InlineData("id:")]
    [InlineData("id:asc:desc")]
    [InlineData("%2Bid")]
    [InlineData("+id")]
    [InlineData("-id")]
    [InlineData("id,")]
    [InlineData("id,status,source,creationTime,updateTime,batchId")]
    public async Task Sort_Malformed_IsRefused(string sort)
    {
        using var client = front.Server.Client();
        Assert.Equal("sort", (await client.GetAsync($"~/segment/jobs?sort={sort}")).ExpectError("SEG-JOB011-400").Field);
    }

    [Fact]
    public async Task Property_MoreThan20Times_IsRefused()
    {
        using var client = front.Server.Client();
        var filters = string.Join('&', Enumerable.Repeat("property=" + Uri.EscapeDataString("a==" + new string('ä', 1000)), 21));
        Assert.Equal("property", (await client.GetAsync($"~/segment/jobs?{filters}")).ExpectError("SEG-JOB012-400").Field);
        (await client.GetAsync("~/segment/jobs?property=status%3DNEW")).ExpectError("SEG-JOB012-400");
        (await client.GetAsync("~/segment/definitions?property=name%3Dx")).ExpectError("SEG-JOB012-400");
    }
}
