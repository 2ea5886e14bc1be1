using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Clients;

/// <summary>The requests of the public Python client aepp, and the fields it reads.</summary>
[Collection(ClusterServer.Collection)]
public sealed class AeppTests : IDisposable
{
    private readonly ClusterServer _server;
    private readonly SandboxUser _user;

    public AeppTests(ClusterServer server)
    {
        _server = server;
        _user = server.NewUser();
        _user.Api.Headers["Accept"] = "application/json";
    }

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task GetJobs_StopsAfterOnePage_BecauseLinksHaveNoHref()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        for (var i = 0; i < 3; i++)
        {
            await _user.SubmitAsync(us);
        }

        var json = (await SendAsync(HttpMethod.Get, "~/segment/jobs?limit=2&start=0")).Expect(200).Json;
        Assert.Equal(2, json.GetProperty("children").GetArrayLength());
        Assert.False(json.GetProperty("_links").TryGetProperty("href", out _));
        (await SendAsync(HttpMethod.Get, "~/segment/jobs?limit=100&start=0&snapshot.name=x&status=SUCCEEDED")).Expect(200);
    }

    [Fact]
    public async Task CreateGetAndDeleteJob_WithAContentTypeOnEveryRequest_Work()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var created = (await SendAsync(HttpMethod.Post, "~/segment/jobs", SandboxUser.Submission([us]))).Expect(200).Json;
        var id = created.GetProperty("id").GetString();
        Assert.Equal(id, (await SendAsync(HttpMethod.Get, $"~/segment/jobs/{id}")).Expect(200).Json.GetProperty("id").GetString());
        Assert.Empty((await SendAsync(HttpMethod.Delete, $"~/segment/jobs/{id}")).Expect(204).Body);
    }

    [Fact]
    public async Task Errors_AreAlwaysJsonObjects_BecauseTheClientParsesThemWithoutLookingAtTheStatus()
    {
        foreach (var response in new[]
        {
            await SendAsync(HttpMethod.Delete, "~/segment/jobs/11111111-2222-4333-8444-555555555555"),
            await SendAsync(HttpMethod.Get, "~/segment/jobs/x"),
            await SendAsync(HttpMethod.Post, "~/segment/jobs", "{}"),
            await SendAsync(HttpMethod.Get, "~/export/jobs?limit=1000"),
            await SendAsync(HttpMethod.Put, "~/segment/jobs", "{}"),
        })
        {
            Assert.True(response.Status >= 400);
            Assert.Equal(JsonValueKind.Object, response.Json.ValueKind);
        }
    }

    [Fact]
    public async Task GetSegments_WithoutParametersAndThenPagesFromOne_FindsEveryDefinition()
    {
        using var api = _server.NewUser();
        for (var i = 0; i < 105; i++)
        {
            await api.DefineAsync($"s{i}", "a = 1");
        }

        var first = (await api.Api.GetAsync("~/segment/definitions")).Expect(200).Json;
        var names = Names(first).ToHashSet();
        Assert.Equal(100, names.Count);
        var totalPages = first.GetProperty("page").GetProperty("totalPages").GetInt32();
        Assert.Equal(2, totalPages);
        for (var page = 1; page <= totalPages; page++)
        {
            var more = (await api.Api.GetAsync($"~/segment/definitions?page={page}&limit=100&evaluationInfo.batch.enabled=True")).Expect(200).Json;
            names.UnionWith(Names(more));
        }

        Assert.Equal(105, names.Count);
        Assert.Equal(0, (await api.Api.GetAsync("~/segment/definitions?evaluationInfo.continuous.enabled=True")).Json.GetProperty("page").GetProperty("totalPages").GetInt32());
    }

    [Fact]
    public async Task CreateUpdateAndDeleteSegment_WithFullObjects_Work()
    {
        const string Definition =
            """{"name":"x","description":"d","expression":{"type":"PQL","format":"pql/text","value":"a = 1"},"schema":{"name":"_xdm.context.profile"},"ttlInDays":30}""";
        var created = (await SendAsync(HttpMethod.Post, "~/segment/definitions", Definition)).Expect(200).Json;
        var path = $"~/segment/definitions/{created.GetProperty("id").GetString()}";
        var updated = (await SendAsync(HttpMethod.Patch, path, created.GetRawText().Replace("\"d\"", "\"e\""))).Expect(200).Json;
        Assert.Equal("e", updated.GetProperty("description").GetString());
        Assert.Equal(created.GetProperty("id").GetString(), updated.GetProperty("id").GetString());
        var bulk = await SendAsync(HttpMethod.Post, "~/segment/definitions/bulk-get", $$$"""{"ids":[{"id":"{{{created.GetProperty("id").GetString()}}}"}]}""");
        Assert.Single(bulk.Expect(207).Json.GetProperty("results").EnumerateObject());
        (await SendAsync(HttpMethod.Delete, path)).Expect(200);
    }

    [Fact]
    public async Task GetMergePolicies_ByTheLinkWithTheLimitOnceMore_FindsEveryPolicy()
    {
        for (var i = 0; i < 2; i++)
        {
            var body = $$$"""{"name":"p{{{i}}}","schema":{"name":"_xdm.context.profile"},"identityGraph":{"type":"pdg"},"attributeMerge":{"type":"timestampOrdered"}}""";
            (await SendAsync(HttpMethod.Post, "~/config/mergePolicies", body)).Expect(200);
        }

        var names = new List<string>();
        for (var path = "~/config/mergePolicies?limit=2"; ;)
        {
            var json = (await SendAsync(HttpMethod.Get, path)).Expect(200).Json;
            names.AddRange(json.GetProperty("children").EnumerateArray().Select(static item => item.GetProperty("name").GetString()!));
            if (!json.GetProperty("_links").GetProperty("next").TryGetProperty("href", out var href))
            {
                break;
            }

            path = $"~/config/mergePolicies?{href.GetString()!.Split('?')[1]}&limit=2";
        }

        Assert.Equal(["Default Timebased", "p0", "p1"], names);
    }

    [Fact]
    public async Task UpdateScheduledBatchSegmentationJob_ChangesTheDailyScheduleOfTheList()
    {
        Assert.False((await SendAsync(HttpMethod.Get, "~/config/schedules?start=0")).Expect(200).Json.GetProperty("_links").TryGetProperty("href", out _));
        foreach (var (name, cron) in new[] { ("weekly", "0 0 1 ? * MON"), ("nightly", "0 0 1 * * ?") })
        {
            var body = $$$"""{"name":"{{{name}}}","type":"batch_segmentation","schedule":"{{{cron}}}","properties":{"segments":["*"]}}""";
            (await SendAsync(HttpMethod.Post, "~/config/schedules", body)).Expect(200);
        }

        var daily = (await SendAsync(HttpMethod.Get, "~/config/schedules?start=0")).Expect(200).Json.GetProperty("children").EnumerateArray()
            .First(static item => item.GetProperty("type").GetString() == "batch_segmentation" && item.GetProperty("frequency").GetString() == "daily");
        var path = $"~/config/schedules/{daily.GetProperty("id").GetString()}";
        Assert.Empty((await SendAsync(HttpMethod.Patch, path, """[{"op":"add","path":"/schedule","value":"0 30 4 * * ?"}]""")).Expect(204).Body);
        var changed = (await SendAsync(HttpMethod.Get, path)).Expect(200).Json;
        Assert.Equal(("nightly", "0 30 4 * * ?"), (changed.GetProperty("name").GetString(), changed.GetProperty("schedule").GetString()));
        Assert.Empty((await SendAsync(HttpMethod.Delete, path)).Expect(204).Body);
    }

    private static IEnumerable<string> Names(JsonElement list) =>
        list.GetProperty("segments").EnumerateArray().Select(static item => item.GetProperty("name").GetString()!);

    private Task<ApiResponse> SendAsync(HttpMethod method, string path, string body = "") =>
        _user.Api.SendAsync(method, path, ApiClient.Content(body, "application/json"));
}
