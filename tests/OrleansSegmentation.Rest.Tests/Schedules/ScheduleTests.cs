using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Schedules;

[Collection(ClusterServer.Collection)]
public sealed class ScheduleTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/config/schedules";
    private const string Unknown = "1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13";
    private const string Export = """{"destination":{"datasetId":"out"},"schema":{"name":"_xdm.context.profile"}}""";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Post_Schedule_IsAsTheContractShowsIt()
    {
        var response = (await _user.Api.PostAsync(
            Path, """{"id":"ignored","name":"nightly","state":"active","type":"batch_segmentation","schedule":"0 30 2 * * ?","frequency":"x","properties":{"segments":["*"]}}""")).Expect(200);
        var schedule = response.Json;
        Assert.Equal(
            ["id", "imsOrgId", "sandbox", "name", "state", "type", "schedule", "frequency", "properties", "createEpoch", "updateEpoch"], JobShape.Names(schedule));
        Assert.Equal(["sandboxId", "sandboxName", "type", "default"], JobShape.Names(schedule.GetProperty("sandbox")));
        Assert.Equal("daily", schedule.GetProperty("frequency").GetString());
        Assert.Equal("""{"segments":["*"]}""", schedule.GetProperty("properties").GetRawText());
        Assert.Equal(schedule.GetProperty("createEpoch").GetInt64(), schedule.GetProperty("updateEpoch").GetInt64());
        var id = schedule.GetProperty("id").GetString();
        Assert.Equal($"/config/schedules/{id}", response.Headers["X-Location"]);
        Assert.Equal(response.Text, (await _user.Api.GetAsync($"{Path}/{id!.ToUpperInvariant()}")).Expect(200).Text);
    }

    [Theory]
    [InlineData(null, "0 0 1 * * ?", "daily")]
    [InlineData("0 0 1 ? * 2", "0 0 1 ? * 2", "weekly")]
    [InlineData("0 0 1 L * ?", "0 0 1 L * ?", "custom")]
    [InlineData("0 0 1 * * *", "0 0 1 * * *", "daily")]
    public async Task Post_OfAnyValidExpression_DerivesTheFrequency(string? sent, string kept, string frequency)
    {
        var schedule = await CreateAsync(cron: sent);
        Assert.Equal((kept, frequency, "inactive"), (Text(schedule, "schedule"), Text(schedule, "frequency"), Text(schedule, "state")));
    }

    [Theory]
    [InlineData("""{"type":"batch_segmentation","properties":{"segments":[]}}""", "SEG-SCH005-400", "name")]
    [InlineData("""{"name":"","type":"batch_segmentation","properties":{"segments":[]}}""", "SEG-SCH005-400", "name")]
    [InlineData("""{"name":1,"type":"batch_segmentation","properties":{"segments":[]}}""", "SEG-SCH005-400", "name")]
    [InlineData("""{"name":"s","properties":{"segments":[]}}""", "SEG-SCH005-400", "type")]
    [InlineData("""{"name":"s","type":"x","properties":{"segments":[]}}""", "SEG-SCH005-400", "type")]
    [InlineData("""{"name":"s","state":"on","type":"batch_segmentation","properties":{"segments":[]}}""", "SEG-SCH005-400", "state")]
    [InlineData("""{"name":"s","type":"batch_segmentation"}""", "SEG-SCH005-400", "properties")]
    [InlineData("""{"name":"s","type":"batch_segmentation","properties":{}}""", "SEG-SCH005-400", "properties.segments")]
    [InlineData("""{"name":"s","type":"batch_segmentation","properties":{"segments":"*"}}""", "SEG-SCH005-400", "properties.segments")]
    [InlineData("""{"name":"s","type":"batch_segmentation","properties":{"segments":[1]}}""", "SEG-SCH005-400", "properties.segments[0]")]
    [InlineData("""{"name":"s","type":"batch_segmentation","properties":{"segments":["*","a"]}}""", "SEG-SCH005-400", "properties.segments")]
    [InlineData("""{"name":"s","type":"batch_segmentation","schedule":"0 1 * * *","properties":{"segments":[]}}""", "SEG-SCH002-400", "schedule")]
    [InlineData("""{"name":"s","type":"batch_segmentation","schedule":"0 0 1,2 * * ?","properties":{"segments":[]}}""", "SEG-SCH003-400", "schedule")]
    [InlineData("""{"name":"s","type":"export","properties":{"segments":["*"]}}""", "SEG-SCH005-400", "properties.destination.datasetId")]
    [InlineData("""{"name":"s","type":"export","properties":{"destination":{"datasetId":"a b"},"schema":{"name":"_xdm.context.profile"}}}""", "SEG-SCH005-400", "properties.destination.datasetId")]
    [InlineData("[]", "SEG-GEN002-400", null)]
    public async Task Post_WithAWrongBody_NamesTheField(string body, string code, string? field) =>
        Assert.Equal(field, (await _user.Api.PostAsync(Path, body)).ExpectError(code).Field);

    [Fact]
    public async Task Post_MoreThanTwenty_IsRefused()
    {
        for (var i = 0; i < 20; i++) await CreateAsync();
        (await _user.Api.PostAsync(Path, Body("s"))).ExpectError("SEG-SCH006-400");
    }

    [Fact]
    public async Task List_FiltersAndPages_NewestFirst()
    {
        for (var i = 0; i < 3; i++) await CreateAsync($"s{i}", state: i == 1 ? "active" : "inactive");
        (await _user.Api.PostAsync(Path, $$$"""{"name":"s3","type":"export","properties":{{{Export}}}}""")).Expect(200);

        Assert.Equal(["s3", "s2", "s1", "s0"], await NamesAsync(""));
        Assert.Equal(["s1"], await NamesAsync("?state=active"));
        Assert.Equal(["s3"], await NamesAsync("?type=export"));
        Assert.Equal(["s2", "s0"], await NamesAsync("?type=batch_segmentation&state=inactive"));
        var page = (await _user.Api.GetAsync($"{Path}?limit=2&start=1&state=")).Expect(200).Json;
        Assert.Equal("""{"totalCount":4,"pageSize":2,"next":"3"}""", page.GetProperty("_page").GetRawText());
        Assert.Equal("@/config/schedules?start=3&limit=2", page.GetProperty("_links").GetProperty("next").GetProperty("href").GetString());
        Assert.Equal("state", (await _user.Api.GetAsync($"{Path}?state=Active")).ExpectError("SEG-GEN004-400").Field);
        Assert.Equal("type", (await _user.Api.GetAsync($"{Path}?type=x")).ExpectError("SEG-GEN004-400").Field);
        using var other = server.NewUser();
        Assert.Equal(0, (await other.Api.GetAsync(Path)).Expect(200).Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Patch_OneOperationOrMany_ChangesWhatItNames()
    {
        var id = Text(await CreateAsync(), "id");
        Assert.Empty((await _user.Api.PatchAsync($"{Path}/{id}", """{"op":"replace","path":"/state","value":"active"}""")).Expect(204).Body);
        (await _user.Api.PatchAsync(
            $"{Path}/{id}",
            $$"""[{"op":"add","path":"/name","value":"n"},{"op":"add","path":"/schedule","value":"0 0 3 ? * SUN"},{"op":"add","path":"/properties/segments","value":["A",{"segmentId":"{{Unknown.ToUpperInvariant()}}"},"A"]}]""")).Expect(204);
        var changed = (await _user.Api.GetAsync($"{Path}/{id}")).Expect(200).Json;
        Assert.Equal(("n", "active", "0 0 3 ? * SUN", "weekly"), (Text(changed, "name"), Text(changed, "state"), Text(changed, "schedule"), Text(changed, "frequency")));
        Assert.Equal($$"""{"segments":["A","{{Unknown}}"]}""", changed.GetProperty("properties").GetRawText());
        (await _user.Api.PatchAsync($"{Path}/{id}", """[{"op":"replace","path":"/properties","value":{"segments":["*"]}}]""")).Expect(204);
        Assert.Equal("""{"segments":["*"]}""", (await _user.Api.GetAsync($"{Path}/{id}")).Json.GetProperty("properties").GetRawText());
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/name"}]""", "SEG-SCH004-400", "[0].op")]
    [InlineData("""[{"op":"add","path":"/type","value":"export"}]""", "SEG-SCH004-400", "[0].path")]
    [InlineData("""[{"op":"add","path":"/name","value":1}]""", "SEG-SCH004-400", "[0].value")]
    [InlineData("""[{"op":"add","path":"/name"}]""", "SEG-SCH004-400", "[0].value")]
    [InlineData("[1]", "SEG-SCH004-400", "[0]")]
    [InlineData("""{"op":"add","path":"/state","value":"on"}""", "SEG-SCH005-400", "state")]
    [InlineData("""[{"op":"add","path":"/name","value":"taken"},{"op":"add","path":"/schedule","value":"x"}]""", "SEG-SCH002-400", "schedule")]
    [InlineData("""[{"op":"add","path":"/schedule","value":"0 0/5 * * * ?"}]""", "SEG-SCH003-400", "schedule")]
    [InlineData("""[{"op":"add","path":"/properties/segments","value":["*","a"]}]""", "SEG-SCH005-400", "properties.segments")]
    [InlineData("\"x\"", "SEG-GEN002-400", null)]
    public async Task Patch_WithOneWrongOperation_ChangesNothing(string body, string code, string? field)
    {
        var before = await CreateAsync();
        Assert.Equal(field, (await _user.Api.PatchAsync($"{Path}/{Text(before, "id")}", body)).ExpectError(code).Field);
        Assert.Equal(before.GetRawText(), (await _user.Api.GetAsync($"{Path}/{Text(before, "id")}")).Text);
    }

    [Fact]
    public async Task Unknown_Schedule_IsNotFoundEverywhere()
    {
        foreach (var id in new[] { Unknown, "no-uuid" })
        {
            (await _user.Api.GetAsync($"{Path}/{id}")).ExpectError("SEG-SCH001-404");
            (await _user.Api.PatchAsync($"{Path}/{id}", "{}")).ExpectError("SEG-SCH001-404");
            (await _user.Api.DeleteAsync($"{Path}/{id}")).ExpectError("SEG-SCH001-404");
            (await _user.Api.PostAsync($"{Path}/trigger", $$"""{"id":"{{id}}"}""")).ExpectError("SEG-SCH001-404");
            (await _user.Api.PostAsync($"{Path}/add-audiences", $$"""{"id":"{{id}}","segments":[]}""")).ExpectError("SEG-SCH001-404");
            (await _user.Api.PostAsync($"{Path}/remove-audiences", $$"""{"id":"{{id}}","segments":[]}""")).ExpectError("SEG-SCH001-404");
        }

        var created = Text(await CreateAsync(), "id");
        using var other = server.NewUser();
        (await other.Api.GetAsync($"{Path}/{created}")).ExpectError("SEG-SCH001-404");
        Assert.Empty((await _user.Api.DeleteAsync($"{Path}/{created}")).Expect(204).Body);
        (await _user.Api.GetAsync($"{Path}/{created}")).ExpectError("SEG-SCH001-404");
    }

    [Fact]
    public async Task Audiences_AddedAndRemoved_AreCounted()
    {
        var one = await _user.DefineAsync("one", "a = 1");
        var two = await _user.DefineAsync("two", "a = 2");
        var id = Text(await CreateAsync(segments: $"\"{one}\",\"left\""), "id");
        Assert.Equal(
            $$$"""{"added":["{{{two}}}"],"existing":["{{{one}}}"],"invalid":["{{{Unknown}}}"],"segmentCount":{"previous":2,"current":3,"diff":1}}""",
            (await _user.Api.PostAsync($"{Path}/add-audiences", $$$"""{"id":"{{{id}}}","segments":["{{{one}}}",{"segmentId":"{{{two}}}"},"{{{Unknown}}}"]}""")).Expect(200).Text);
        Assert.Equal(
            $$$"""{"removed":["{{{one}}}","left"],"invalid":["{{{Unknown}}}"],"segmentCount":{"previous":3,"current":1,"diff":-2}}""",
            (await _user.Api.PostAsync($"{Path}/remove-audiences", $$$"""{"id":"{{{id}}}","segments":["{{{one}}}","left","{{{Unknown}}}"]}""")).Expect(200).Text);
        Assert.Equal($$"""{"segments":["{{two}}"]}""", (await _user.Api.GetAsync($"{Path}/{id}")).Json.GetProperty("properties").GetRawText());
        Assert.Equal("segments", (await _user.Api.PostAsync($"{Path}/add-audiences", $$"""{"id":"{{id}}","segments":["*"]}""")).ExpectError("SEG-SCH005-400").Field);
        Assert.Equal("segments", (await _user.Api.PostAsync($"{Path}/add-audiences", $$"""{"id":"{{id}}"}""")).ExpectError("SEG-SCH005-400").Field);
        Assert.Equal("id", (await _user.Api.PostAsync($"{Path}/remove-audiences", """{"segments":[]}""")).ExpectError("SEG-SCH005-400").Field);

        var all = Text(await CreateAsync("all", segments: "\"*\""), "id");
        foreach (var action in new[] { "add-audiences", "remove-audiences" })
        {
            (await _user.Api.PostAsync($"{Path}/{action}", $$"""{"id":"{{all}}","segments":["{{one}}"]}""")).ExpectError("SEG-SCH005-400");
        }

        var map = (await _user.Api.PostAsync($"{Path}/audience-map", $$"""{"segments":["{{one}}","{{two}}"]}""")).Expect(200).Json;
        Assert.Equal(["audienceMap", "schedules"], JobShape.Names(map));
        Assert.Equal($"[\"{all}\"]", map.GetProperty("audienceMap").GetProperty(one).GetRawText());
        Assert.Equal($"[\"{all}\",\"{id}\"]", map.GetProperty("audienceMap").GetProperty(two).GetRawText());
        Assert.Equal("""{"name":"all","schedule":"0 0 1 * * ?","frequency":"daily"}""", map.GetProperty("schedules").GetProperty(all).GetRawText());
        (await _user.Api.PostAsync($"{Path}/audience-map", "{}")).ExpectError("SEG-SCH005-400");
    }

    [Fact]
    public async Task Trigger_MakesAJobThatNamesTheSchedule()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var id = Text(await CreateAsync(segments: $"\"{us}\",\"{Unknown}\""), "id");
        Assert.Empty((await _user.Api.PostAsync($"{Path}/trigger", $$"""{"id":"{{id}}"}""")).Expect(200).Body);

        var job = Assert.Single((await _user.Api.GetAsync($"~/segment/jobs?property=properties.scheduleId=={id}")).Expect(200).Json.GetProperty("children").EnumerateArray());
        job = await _user.FinishAsync(Text(job, "id"));
        Assert.Equal(("scheduler", "SUCCEEDED"), (Text(job, "source"), Text(job, "status")));
        Assert.Equal(4, job.GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(us).GetInt32());
        Assert.Equal(["scheduleId", "runId"], JobShape.Names(job.GetProperty("properties")));
        Assert.Equal($"{id}-{job.GetProperty("creationTime").GetInt64()}", Text(job, "requestId"));
        Assert.Contains(Unknown, (await _user.Api.GetAsync($"~/segment/jobs/{Text(job, "id")}/diagnostics")).Expect(200).Json.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public async Task Export_Schedules_AreKeptButNotTriggered()
    {
        var response = (await _user.Api.PostAsync(Path, $$$"""{"name":"e","state":"active","type":"export","properties":{{{Export}}}}""")).Expect(200);
        Assert.Equal(Export, response.Json.GetProperty("properties").GetRawText());
        Assert.Contains("export", response.Headers["x-segmentation-warning"]);
        var id = Text(response.Json, "id");
        (await _user.Api.PostAsync($"{Path}/trigger", $$"""{"id":"{{id}}"}""")).ExpectError("SEG-SCH005-400");
        (await _user.Api.PostAsync($"{Path}/add-audiences", $$"""{"id":"{{id}}","segments":[]}""")).ExpectError("SEG-SCH005-400");
        (await _user.Api.PatchAsync($"{Path}/{id}", """{"op":"add","path":"/properties/segments","value":[]}""")).ExpectError("SEG-SCH004-400");
        (await _user.Api.PatchAsync($"{Path}/{id}", """{"op":"add","path":"/properties","value":{}}""")).ExpectError("SEG-SCH005-400");
    }

    [Fact]
    public async Task Active_Schedule_MakesJobsByItself()
    {
        await using var eager = await ClusterServer.StartAsync(new() { ["Segmentation:Schedules:MinInterval"] = "00:00:00" });
        using var user = eager.NewUser();
        await user.DefineAsync("us", SandboxUser.InTheUs);
        (await user.Api.PostAsync(Path, """{"name":"s","state":"active","type":"batch_segmentation","schedule":"* * * * * ?","properties":{"segments":["*"]}}""")).Expect(200);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonElement jobs;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            jobs = (await user.Api.GetAsync("~/segment/jobs?limit=5")).Expect(200).Json.GetProperty("children");
        }
        while (jobs.GetArrayLength() == 0);

        Assert.Equal("scheduler", Text(jobs[0], "source"));
        Assert.EndsWith("000", Text(jobs[0], "requestId"));
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;

    private static string Body(string name, string? state = null, string? cron = null, string segments = "") =>
        $$$"""{"name":"{{{name}}}","type":"batch_segmentation",{{{(state is null ? "" : $"\"state\":\"{state}\",")}}}{{{(cron is null ? "" : $"\"schedule\":\"{cron}\",")}}}"properties":{"segments":[{{{segments}}}]}}""";

    private async Task<JsonElement> CreateAsync(string name = "s", string? state = null, string? cron = null, string segments = "") =>
        (await _user.Api.PostAsync(Path, Body(name, state, cron, segments))).Expect(200).Json;

    private async Task<IEnumerable<string>> NamesAsync(string query) =>
        (await _user.Api.GetAsync(Path + query)).Expect(200).Json.GetProperty("children").EnumerateArray().Select(static item => Text(item, "name"));
}
