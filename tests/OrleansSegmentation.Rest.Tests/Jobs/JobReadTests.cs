using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

[Collection(ClusterServer.Collection)]
public sealed class JobReadTests(ClusterServer server) : IDisposable
{
    private const string Unknown = "00000000-0000-4000-8000-000000000001";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Get_SucceededJob_HasExactCountsAndHoldsEveryPromise()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var goldUs = await _user.DefineAsync("gold in the us", $"inSegment(\"{us}\") and {SandboxUser.Gold}");
        var nobody = await _user.DefineAsync("nobody", "workAddress.country = \"IT\"");
        var job = await _user.RunAsync(goldUs, nobody);

        JobShape.CheckSucceeded(job);
        Assert.Equal([goldUs, nobody, us], JobShape.SegmentIds(job));
        var metrics = job.GetProperty("metrics");
        Assert.Equal(10, metrics.GetProperty("totalProfiles").GetInt32());
        var counter = metrics.GetProperty("segmentedProfileCounter");
        Assert.Equal((4, 2, 0), (counter.GetProperty(us).GetInt32(), counter.GetProperty(goldUs).GetInt32(), counter.GetProperty(nobody).GetInt32()));
        var byNamespace = metrics.GetProperty("segmentedProfileByNamespaceCounter");
        Assert.Equal(
            (4, 2), (byNamespace.GetProperty(us).GetProperty("crmid").GetInt32(), byNamespace.GetProperty(us).GetProperty("email").GetInt32()));
        Assert.Equal("{}", byNamespace.GetProperty(nobody).GetRawText());
        Assert.Equal("""{"realized":0,"exited":0}""", metrics.GetProperty("segmentedProfileByStatusCounter").GetProperty(nobody).GetRawText());
    }

    [Fact]
    public async Task Get_InAnyCaseOrWithASlash_FindsTheJob()
    {
        var job = await _user.SubmitAsync(await _user.DefineAsync("us", SandboxUser.InTheUs));
        var id = job.GetProperty("id").GetString()!;
        Assert.Equal(id, (await _user.ReadAsync(id.ToUpperInvariant() + "/")).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData(Unknown)]
    [InlineData("not-a-uuid")]
    [InlineData("{00000000-0000-4000-8000-000000000001}")]
    [InlineData("00000000000040008000000000000001")]
    public async Task Get_UnknownOrImpossibleId_IsNotFound(string id)
    {
        (await _user.Api.GetAsync($"~/segment/jobs/{id}")).ExpectError("SEG-JOB001-404");
        (await _user.Api.GetAsync($"~/segment/jobs/{id}/diagnostics")).ExpectError("SEG-JOB001-404");
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).ExpectError("SEG-JOB001-404");
    }

    [Fact]
    public async Task Get_JobOfAnotherOrganization_IsNotFoundEverywhere()
    {
        using var other = server.NewUser();
        var theirs = (await other.SubmitAsync(await other.DefineAsync("us", SandboxUser.InTheUs))).GetProperty("id").GetString();
        (await _user.Api.GetAsync($"~/segment/jobs/{theirs}")).ExpectError("SEG-JOB001-404");
        (await _user.Api.DeleteAsync($"~/segment/jobs/{theirs}")).ExpectError("SEG-JOB001-404");
        var bulk = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", $$"""{"ids":["{{theirs}}"]}""")).Expect(207).Json;
        Assert.False(bulk.GetProperty("results").GetProperty(theirs!).TryGetProperty("id", out _));
        Assert.Equal(0, (await _user.Api.GetAsync("~/segment/jobs")).Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task BulkGet_MixedIds_GivesFullJobsAndMissingOnesByTheIdAsSent()
    {
        var job = await _user.RunAsync(await _user.DefineAsync("us", SandboxUser.InTheUs));
        var id = job.GetProperty("id").GetString()!;
        var upper = id.ToUpperInvariant();
        var body = $$"""{"ids":[{"id":"{{id}}"},"{{Unknown}}",{"id":"{{Unknown}}"},"{{upper}}","{{id}}","nonsense"]}""";
        var response = await _user.Api.SendAsync(HttpMethod.Post, "~/segment/jobs/bulk-get", ApiClient.Content(body, null));
        var results = response.Expect(207).Json.GetProperty("results");

        Assert.Equal([id, Unknown, upper, "nonsense"], JobShape.Names(results));
        Assert.Equal(job.GetRawText(), results.GetProperty(id).GetRawText());
        Assert.Equal(job.GetRawText(), results.GetProperty(upper).GetRawText());
        Assert.Equal(
            $$$"""{"requestId":"{{{response.Headers["x-request-id"]}}}","errors":{"404":[{"code":"SEG-JOB001-404","message":"Segment job {{{Unknown}}} does not exist."}]}}""",
            results.GetProperty(Unknown).GetRawText());
    }

    [Fact]
    public async Task BulkGet_OfUnknownIdsOnly_IsStillMultiStatus()
    {
        var ids = string.Join(',', Enumerable.Range(0, 100).Select(static i => $"\"{i}\""));
        var results = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", $$"""{"ids":[{{ids}}]}""")).Expect(207).Json.GetProperty("results");
        Assert.Equal(100, results.EnumerateObject().Count());
    }

    [Fact]
    public async Task Diagnostics_OfASucceededJob_ExplainsIt()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var gold = await _user.DefineAsync("gold in the us", $"inSegment(\"{us}\") and {SandboxUser.Gold}");
        var id = (await _user.RunAsync(gold)).GetProperty("id").GetString()!;
        var json = (await _user.Api.GetAsync($"~/segment/jobs/{id}/diagnostics")).Expect(200).Json;

        Assert.Equal(
            [
                "id", "status", "progress", "partitions", "profilesEvaluated", "epoch", "epochCommittedAtMs", "timeline", "segments", "warnings",
            ],
            JobShape.Names(json));
        Assert.Equal((id, "SUCCEEDED", 1.0), (json.GetProperty("id").GetString(), json.GetProperty("status").GetString(), json.GetProperty("progress").GetDouble()));
        Assert.Equal(["total", "completed", "running", "retried"], JobShape.Names(json.GetProperty("partitions")));
        Assert.Equal(
            json.GetProperty("partitions").GetProperty("total").GetInt32(), json.GetProperty("partitions").GetProperty("completed").GetInt32());
        Assert.Equal(10, json.GetProperty("profilesEvaluated").GetInt32());
        var timeline = json.GetProperty("timeline").EnumerateArray().ToList();
        Assert.All(timeline, static step => Assert.Equal(["status", "atMs", "cause"], JobShape.Names(step)));
        Assert.Equal(("NEW", "api"), (timeline[0].GetProperty("status").GetString(), timeline[0].GetProperty("cause").GetString()));
        Assert.Equal(("SUCCEEDED", "completed"), (timeline[^1].GetProperty("status").GetString(), timeline[^1].GetProperty("cause").GetString()));
        var segments = json.GetProperty("segments").EnumerateArray().ToDictionary(static item => item.GetProperty("segmentId").GetString()!);
        Assert.True(segments[gold].GetProperty("requested").GetBoolean());
        Assert.False(segments[us].GetProperty("requested").GetBoolean());
        Assert.Equal($$"""["{{us}}"]""", segments[gold].GetProperty("dependsOn").GetRawText());
        Assert.Equal((2, 0, 2), (Int(segments[gold], "realized"), Int(segments[gold], "exited"), Int(segments[gold], "newlyRealized")));
        Assert.Equal(JsonValueKind.Array, json.GetProperty("warnings").ValueKind);
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
