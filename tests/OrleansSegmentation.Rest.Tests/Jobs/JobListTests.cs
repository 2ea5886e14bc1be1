using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>Lists of one sandbox with five finished jobs: three of one segment, two of both.</summary>
[Collection(ClusterServer.Collection)]
public sealed class JobListTests(ClusterServer server) : IAsyncLifetime
{
    private const string Unknown = "11111111-2222-4333-8444-555555555555";

    private readonly SandboxUser _user = server.NewUser();
    private readonly List<JsonElement> _jobs = []; // oldest first
    private string _us = "";
    private string _gold = "";

    public async Task InitializeAsync()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        _us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        _gold = await _user.DefineAsync("gold", SandboxUser.Gold);
        foreach (var segments in new string[][] { [_us], [_us, _gold], [_us], [_us, _gold], [_us] })
        {
            _jobs.Add(await _user.RunAsync(segments));
        }
    }

    public Task DisposeAsync()
    {
        _user.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task List_OfAnEmptySandbox_IsTheExactEmptyEnvelope()
    {
        using var nobody = server.NewUser();
        Assert.Equal(
            """{"_page":{"totalCount":0,"pageSize":0},"children":[],"_links":{"next":{}}}""",
            (await nobody.Api.GetAsync("~/segment/jobs")).Expect(200).Text);
    }

    [Fact]
    public async Task List_WithoutParameters_HoldsAllJobsInFullNewestFirst()
    {
        var list = await ListAsync("");
        Assert.Equal(["_page", "children", "_links"], JobShape.Names(list));
        Assert.Equal("""{"totalCount":5,"pageSize":5}""", list.GetProperty("_page").GetRawText());
        Assert.Equal("""{"next":{}}""", list.GetProperty("_links").GetRawText());
        Assert.Equal(Ids(4, 3, 2, 1, 0), Ids(list));
        Assert.All(list.GetProperty("children").EnumerateArray(), JobShape.CheckSucceeded);
        Assert.Equal(_jobs[4].GetRawText(), list.GetProperty("children")[0].GetRawText());
    }

    [Theory]
    [InlineData("limit=2", new[] { 4, 3 }, "2", "start=2&limit=2")]
    [InlineData("limit=2&start=2", new[] { 2, 1 }, "4", "start=4&limit=2")]
    [InlineData("start=1", new[] { 3, 2, 1, 0 }, null, null)]
    [InlineData("start=4&limit=2", new[] { 0 }, null, null)]
    [InlineData("start=5", new int[0], null, null)]
    [InlineData("start=99999999999999999999&limit=99999999999999999999", new int[0], null, null)]
    [InlineData("limit=1001", new[] { 4, 3, 2, 1, 0 }, null, null)]
    [InlineData("limit=3&limit=1", new[] { 4 }, "1", "start=1&limit=1")]
    [InlineData("limit=&start=&status=&sort=&property=", new[] { 4, 3, 2, 1, 0 }, null, null)]
    [InlineData("limit=4&segmentId=x&nonsense", new[] { 4, 3, 2, 1 }, "4", "start=4&limit=4")]
    [InlineData("status=SUCCEEDED&limit=4&snapshot.name=a+b&sort=creationTime%3Aasc", new[] { 0, 1, 2, 3 }, "4", "start=4&limit=4&status=SUCCEEDED&snapshot.name=a%20b&sort=creationTime%3Aasc")]
    [InlineData("status=NEW&status=succeeded,failed&limit=4", new[] { 4, 3, 2, 1 }, "4", "start=4&limit=4&status=NEW&status=succeeded%2Cfailed")]
    public async Task List_Paged_ShowsTheItemsAndTheWayOn(string query, int[] expected, string? next, string? href)
    {
        var list = await ListAsync(query);
        var page = list.GetProperty("_page");
        Assert.Equal(Ids(expected), Ids(list));
        Assert.Equal((5, expected.Length), (page.GetProperty("totalCount").GetInt32(), page.GetProperty("pageSize").GetInt32()));
        Assert.Equal(next, page.TryGetProperty("next", out var value) ? value.GetString() : null);
        Assert.Equal(["next"], JobShape.Names(list.GetProperty("_links")));
        Assert.Equal(
            href is null ? "{}" : $$"""{"href":"@/segment/jobs?{{href}}"}""",
            list.GetProperty("_links").GetProperty("next").GetRawText());
    }

    [Fact]
    public async Task List_FollowedByItsLinks_ShowsEveryJobOnce()
    {
        var seen = new List<string>();
        for (var query = "sort=creationTime:asc&limit=2&property=segments~segmentId==" + _us; ;)
        {
            var list = await ListAsync(query);
            seen.AddRange(Ids(list));
            if (!list.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href))
            {
                break;
            }

            query = href.GetString()!.Split('?', 2)[1];
        }

        Assert.Equal(Ids(0, 1, 2, 3, 4), seen);
    }

    [Theory]
    [InlineData("sort=creationTime", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("sort=creationTime:ASC", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("sort=status,creationTime:Desc", new[] { 4, 3, 2, 1, 0 })]
    [InlineData("sort=properties.scheduleId:desc,creationTime:asc", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("sort=metrics.totalTime.startTimeInMs,id", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("sort=sandbox.sandboxName,schema.name,imsOrgId,profileInstanceId,creationTime", new[] { 0, 1, 2, 3, 4 })]
    public async Task List_Sorted_IsInThatOrder(string query, int[] expected) => Assert.Equal(Ids(expected), Ids(await ListAsync(query)));

    [Fact]
    public async Task List_SortedByAValueThatSomeJobsLack_HasThoseLastInBothDirections()
    {
        using var held = server.HoldResults(_user.SandboxId);
        var running = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        var waiting = (await _user.SubmitAsync(_us)).GetProperty("id").GetString()!;
        await _user.WaitForAsync(running, SegmentJobStatus.Processing);
        foreach (var direction in new[] { "asc", "desc" })
        {
            var started = Ids(await ListAsync($"sort=metrics.totalTime.startTimeInMs:{direction}")).ToList();
            Assert.Equal((7, waiting), (started.Count, started[^1]));
            var ended = Ids(await ListAsync($"sort=metrics.totalTime.endTimeInMs:{direction}")).ToList();
            Assert.Equal(new[] { running, waiting }.Order(StringComparer.Ordinal), ended[^2..]);
        }

        (await _user.Api.DeleteAsync($"~/segment/jobs/{waiting}")).Expect(204);
        (await _user.Api.DeleteAsync($"~/segment/jobs/{running}")).Expect(204);
    }

    [Fact]
    public async Task List_WithABody_IgnoresIt()
    {
        var response = await _user.Api.SendAsync(HttpMethod.Get, "~/segment/jobs", ApiClient.Content("{", "text/plain"));
        Assert.Equal(5, response.Expect(200).Json.GetProperty("children").GetArrayLength());
    }

    [Fact]
    public async Task List_SortedByTies_IsOrderedByIdAscending()
    {
        var ids = _jobs.Select(static job => job.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(ids, Ids(await ListAsync("sort=status:desc")));
    }

    [Theory]
    [InlineData("status==SUCCEEDED", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("status==CANCELED", new int[0])]
    [InlineData("schema.name==_xdm.context.profile", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("schema.name==_XDM.context.profile", new int[0])]
    [InlineData("segments~segmentId==GOLD", new[] { 1, 3 })]
    [InlineData("segments==GOLD", new[] { 1, 3 })]
    [InlineData("segments=='GOLD'", new[] { 1, 3 })]
    [InlineData("segments~segment.mergePolicy.version==1", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("segments~segment.mergePolicy.version==01", new int[0])]
    [InlineData("segments~segment.expression.format==\"pql/text\"", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("metrics.segmentedProfileCounter.GOLD==3", new[] { 1, 3 })]
    [InlineData("metrics.segmentedProfileCounter.GOLD==3.0", new int[0])]
    [InlineData("sandbox.default==true", new[] { 0, 1, 2, 3, 4 })]
    [InlineData("sandbox.default==True", new int[0])]
    [InlineData("source==", new int[0])]
    [InlineData("sandbox=={}", new int[0])]
    [InlineData("segments~segmentId==workInUS", new int[0])]
    public async Task List_FilteredByAProperty_HoldsTheJobsThatHaveIt(string filter, int[] expected)
    {
        var response = await _user.Api.GetAsync($"~/segment/jobs?sort=creationTime&property={Uri.EscapeDataString(filter.Replace("GOLD", _gold))}");
        Assert.Equal(Ids(expected), Ids(response.Expect(200).Json));
        Assert.False(response.Headers.ContainsKey("x-segmentation-warning"));
    }

    [Theory]
    [InlineData("statsu==SUCCEEDED", "statsu")]
    [InlineData("segments~id==x", "segments~id")]
    [InlineData("status~x==y", "status~x")]
    [InlineData("größe==1", "gr%C3%B6%C3%9Fe")]
    public async Task List_FilteredByAPathThatNoJobHas_IsEmptyWithAWarning(string filter, string path)
    {
        var response = (await _user.Api.GetAsync($"~/segment/jobs?property={Uri.EscapeDataString(filter)}")).Expect(200);
        Assert.Equal(0, response.Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
        Assert.Equal($"unknown property path '{path}'", response.Headers["x-segmentation-warning"]);
    }

    [Fact]
    public async Task List_WithSeveralFilters_HoldsJobsForWhichAllHold()
    {
        Assert.Equal(Ids(3, 1), Ids(await ListAsync($"property=segments~segmentId=={_us}&property=segments~segmentId=={_gold}")));
        Assert.Empty(Ids(await ListAsync($"property=segments~segmentId=={_us}&property=segments~segmentId=={Unknown}")));
        Assert.Empty(Ids(await ListAsync($"property=segments~segmentId=={_us}&status=FAILED")));
        var twenty = string.Join('&', Enumerable.Repeat("property=source==api", 20));
        Assert.Equal(5, Ids(await ListAsync(twenty)).Count());
    }

    [Theory]
    [InlineData("succeeded", 5)]
    [InlineData("NEW,QUEUED", 0)]
    [InlineData("CANCELED", 0)]
    [InlineData("canceling,SUCCEEDED", 5)]
    public async Task List_FilteredByStatus_TakesAnyCaseAndBothSpellings(string status, int expected) =>
        Assert.Equal(expected, Ids(await ListAsync($"status={status}")).Count());

    [Fact]
    public async Task SegmentDetail_ShowsLessOfEachJob_WithoutChangingTheFilters()
    {
        var ids = (await ListAsync($"segmentDetail=ids&limit=1&property=segments~segment.id=={_gold}")).GetProperty("children")[0];
        Assert.Equal($$"""[{"segmentId":"{{_us}}"},{"segmentId":"{{_gold}}"}]""", ids.GetProperty("segments").GetRawText());
        var none = (await ListAsync("segmentDetail=none&limit=1")).GetProperty("children")[0];
        Assert.Equal("[]", none.GetProperty("segments").GetRawText());
        var one = (await _user.Api.GetAsync($"~/segment/jobs/{_jobs[0].GetProperty("id").GetString()}?segmentDetail=ids")).Json;
        Assert.Equal($$"""[{"segmentId":"{{_us}}"}]""", one.GetProperty("segments").GetRawText());
        var full = (await ListAsync("segmentDetail=full&sort=creationTime&limit=1")).GetProperty("children")[0];
        Assert.Equal(_jobs[0].GetRawText(), full.GetRawText());
    }

    [Fact]
    public async Task Head_OfTheList_HasTheLengthButNoBody()
    {
        var get = await _user.Api.GetAsync("~/segment/jobs");
        var head = (await _user.Api.SendAsync(HttpMethod.Head, "~/segment/jobs")).Expect(200);
        Assert.Empty(head.Body);
        Assert.Equal(get.Headers["Content-Length"], head.Headers["Content-Length"]);
    }

    private async Task<JsonElement> ListAsync(string query) => (await _user.Api.GetAsync($"~/segment/jobs?{query}")).Expect(200).Json;

    private IEnumerable<string> Ids(params int[] indexes) => indexes.Select(index => _jobs[index].GetProperty("id").GetString()!);

    private static IEnumerable<string> Ids(JsonElement list) =>
        list.GetProperty("children").EnumerateArray().Select(static job => job.GetProperty("id").GetString()!);
}
