using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Clients;

/// <summary>The requests of other public clients, and the fields they read.</summary>
[Collection(ClusterServer.Collection)]
public sealed class OtherClientTests(ClusterServer server) : IAsyncLifetime
{
    private readonly SandboxUser _user = server.NewUser();
    private string _us = "";
    private string _job = "";

    public async Task InitializeAsync()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        _us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.RunAsync(_us);
        _job = (await _user.RunAsync(_us)).GetProperty("id").GetString()!;
    }

    public Task DisposeAsync()
    {
        _user.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task NodeLibrary_WithAnEmptyObjectAsBody_GetsAnErrorItCanShow()
    {
        var response = await _user.Api.PostAsync("~/segment/jobs", "{}", ("x-request-id", "6f1c2d8e-1111-4222-8333-444455556666"));
        Assert.Equal("6f1c2d8e-1111-4222-8333-444455556666", response.ExpectError("SEG-JOB002-400").Json.GetProperty("requestId").GetString());
    }

    [Fact]
    public async Task PostmanCollection_WithAllParametersEmpty_ListsEverything()
    {
        var response = await _user.Api.SendAsync(
            HttpMethod.Get, "~/segment/jobs?start=&limit=&snapshot.name=&status=&sort=&property=", null,
            ("x-request-id", "{{REQUEST_ID}}"), ("x-profile-instance-id", "ups"));
        Assert.Equal(2, response.Expect(200).Json.GetProperty("children").GetArrayLength());
        var bulk = await _user.Api.SendAsync(
            HttpMethod.Post, "~/segment/jobs/bulk-get", ApiClient.Content($$$"""{"ids":[{"id":"{{{_job}}}"}]}""", null));
        bulk.Expect(207);
    }

    [Fact]
    public async Task AppBuilderSample_FollowingNextAndReadingTheMaps_WorksWithoutGuards()
    {
        var seen = 0;
        for (var start = "0"; start is not null;)
        {
            var response = await _user.Api.SendAsync(
                HttpMethod.Get, $"~/segment/jobs?start={start}&limit=1&status=SUCCEEDED", null, ("Accept", "application/vnd.adobe.xed+json"));
            var json = response.Expect(200).Json;
            foreach (var job in json.GetProperty("children").EnumerateArray())
            {
                var metrics = job.GetProperty("metrics");
                foreach (var id in JobShape.SegmentIds(job))
                {
                    _ = metrics.GetProperty("segmentedProfileCounter").GetProperty(id).GetInt64();
                    _ = metrics.GetProperty("segmentedProfileByStatusCounter").GetProperty(id).GetProperty("realized").GetInt64();
                    _ = metrics.GetProperty("segmentedProfileByNamespaceCounter").GetProperty(id);
                }

                _ = metrics.GetProperty("totalTime").GetProperty("startTimeInMs").GetInt64();
                seen++;
            }

            start = json.GetProperty("_page").TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        Assert.Equal(2, seen);
    }

    [Fact]
    public async Task Scripts_SortingByCreationOrUpdateTime_GetTheNewestFirst()
    {
        foreach (var sort in new[] { "creationTime:desc&limit=100", "creationTime:desc&limit=1&status=SUCCEEDED" })
        {
            var json = (await _user.Api.GetAsync($"~/segment/jobs?sort={sort}")).Expect(200).Json;
            Assert.Equal(_job, json.GetProperty("children")[0].GetProperty("id").GetString());
        }

        (await _user.Api.GetAsync("~/segment/jobs?limit=1&status=SUCCEEDED&sort=updateTime:desc")).Expect(200);
    }

    [Fact]
    public async Task TypeScriptClient_FilteringByAQuotedSegment_FindsItsJobs()
    {
        var json = (await _user.Api.GetAsync($"~/segment/jobs?property=segments=='{_us}'&limit=10&sort=creationTime:desc")).Expect(200).Json;
        Assert.Equal(2, json.GetProperty("children").GetArrayLength());
    }

    [Fact]
    public async Task PhpClient_WithPlainStringsInBulkGet_GetsTheJobs()
    {
        var json = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", $$$"""{"ids":["{{{_job}}}","b"]}""")).Expect(207).Json;
        Assert.Equal(_job, json.GetProperty("results").GetProperty(_job).GetProperty("id").GetString());
    }

    [Fact]
    public async Task NodeClients_WithTheirOwnBodiesAndParameters_GetWhatTheyCanUse()
    {
        (await _user.Api.PostAsync("~/segment/jobs", $$$"""{"segmentIds":["{{{_us}}}"]}""")).ExpectError("SEG-JOB002-400");
        (await _user.Api.PostAsync("~/segment/jobs", $$$"""{"name":"mine","segments":[{"segmentId":"{{{_us}}}"}]}""")).Expect(200);
        (await _user.Api.GetAsync($"~/segment/jobs?segmentId={_us}")).Expect(200);
        Assert.Equal(0, (await _user.Api.GetAsync("~/segment/definitions?start=100")).Expect(200).Json.GetProperty("segments").GetArrayLength());
    }

    [Fact]
    public async Task OlderErrorReaders_FindATitle() =>
        Assert.NotEqual("", (await _user.Api.GetAsync("~/segment/jobs/x")).Json.GetProperty("title").GetString());

    [Fact]
    public async Task SmokeTestOfTheDocumentation_Works()
    {
        using var user = server.NewUser();
        var receipt = await user.IngestAsync(
            "{\"identityMap\":{\"crmid\":[{\"id\":\"1\",\"primary\":true}]},\"workAddress\":{\"country\":\"US\"}}\n"
            + "{\"identityMap\":{\"crmid\":[{\"id\":\"2\",\"primary\":true}]},\"workAddress\":{\"country\":\"FR\"}}\n");
        Assert.Equal(2, receipt.GetProperty("accepted").GetInt32());
        var segment = await user.DefineAsync("US", SandboxUser.InTheUs);
        var metrics = (await user.RunAsync(segment)).GetProperty("metrics");
        Assert.Equal((2, 1), (metrics.GetProperty("totalProfiles").GetInt32(), metrics.GetProperty("segmentedProfileCounter").GetProperty(segment).GetInt32()));
        var list = (await user.Api.GetAsync($"~/segment/jobs?property=segments~segmentId=={segment}")).Expect(200).Json;
        Assert.Equal(1, list.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }
}
