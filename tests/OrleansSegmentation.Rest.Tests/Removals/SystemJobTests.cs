using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;
using OrleansSegmentation.Rest.Tests.Jobs;

namespace OrleansSegmentation.Rest.Tests.Removals;

[Collection(ClusterServer.Collection)]
public sealed class SystemJobTests(ClusterServer server) : IDisposable
{
    private const string Path = "~/system/jobs";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Create_ForADataset_RemovesItsRecords()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        await IngestAsync("other", """{"identityMap":{"crmid":[{"id":"1"}]},"loyalty":{"tier":"gold"}}""");
        var id = await _user.DefineAsync("all", "true");

        var created = (await _user.Api.PostAsync(Path, """{"dataSetId":"crm"}""")).Expect(200).Json;
        Assert.Equal(["id", "imsOrgId", "dataSetId", "jobType", "status", "metrics", "createEpoch", "updateEpoch"], JobShape.Names(created));
        Assert.Equal((_user.Organization, "crm", "DELETE", "NEW"), (Text(created, "imsOrgId"), Text(created, "dataSetId"), Text(created, "jobType"), Text(created, "status")));
        var done = await FinishAsync(Text(created, "id"));
        Assert.Equal("COMPLETED", Text(done, "status"));
        Assert.Matches("""^\{"recordsProcessed":10,"timeTakenInSec":[0-9]+\}$""", Text(done, "metrics"));
        Assert.True(done.GetProperty("updateEpoch").GetInt64() >= done.GetProperty("createEpoch").GetInt64());

        var job = await _user.RunAsync(id);
        Assert.Equal(1, job.GetProperty("metrics").GetProperty("segmentedProfileCounter").GetProperty(id).GetInt32());
    }

    [Fact]
    public async Task Create_ForABatch_RemovesItsRecords()
    {
        await _user.IngestAsync(SandboxUser.TenProfiles);
        var batch = Text(await IngestAsync("crm", """{"identityMap":{"crmid":[{"id":"11"}]}}"""), "batchId");
        var created = (await _user.Api.PostAsync(Path, $$"""{"batchId":"{{batch}}"}""")).Expect(200).Json;
        Assert.Equal(batch, Text(created, "batchId"));
        Assert.False(created.TryGetProperty("dataSetId", out _));
        Assert.Contains("\"recordsProcessed\":1,", Text(await FinishAsync(Text(created, "id")), "metrics"));
        (await _user.Api.DeleteAsync("~/access/entities?schema.name=_xdm.context.profile&entityId=11&entityIdNS=crmid")).ExpectError("SEG-PRF001-404");
    }

    [Fact]
    public async Task List_PageByPage_IsNewestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(Text((await _user.Api.PostAsync(Path, $$"""{"dataSetId":"d{{i}}"}""")).Expect(200).Json, "id"));
        ids.Reverse();

        var whole = (await _user.Api.GetAsync(Path)).Expect(200).Json;
        Assert.Equal(["_page", "children"], JobShape.Names(whole));
        Assert.Equal("""{"count":5}""", whole.GetProperty("_page").GetRawText());
        Assert.Equal(ids, Ids(whole));

        var listed = new List<string>();
        for (var page = "0"; page.Length > 0;)
        {
            var part = (await _user.Api.GetAsync($"{Path}?limit=2&page={page}")).Expect(200).Json;
            Assert.Equal(Ids(part).Count, part.GetProperty("_page").GetProperty("count").GetInt32());
            listed.AddRange(Ids(part));
            page = part.GetProperty("_page").TryGetProperty("next", out var next) ? next.GetString()! : "";
        }

        Assert.Equal(ids, listed);
        Assert.Empty(Ids((await _user.Api.GetAsync($"{Path}?page=9")).Expect(200).Json));
        Assert.Equal("page", (await _user.Api.GetAsync($"{Path}?page=x")).ExpectError("SEG-GEN004-400").Field);
    }

    [Fact]
    public async Task Delete_AFinishedJob_RemovesItsRecord()
    {
        var id = Text((await _user.Api.PostAsync(Path, """{"dataSetId":"none"}""")).Expect(200).Json, "id");
        await FinishAsync(id);
        Assert.Empty((await _user.Api.DeleteAsync($"{Path}/{id}")).Expect(200).Body);
        (await _user.Api.GetAsync($"{Path}/{id}")).ExpectError("SEG-SYS001-404");
        (await _user.Api.DeleteAsync($"{Path}/{id}")).ExpectError("SEG-SYS001-404");
        (await _user.Api.GetAsync($"{Path}/not-a-uuid")).ExpectError("SEG-SYS001-404");
    }

    [Theory]
    [InlineData("{}", "dataSetId")]
    [InlineData("""{"dataSetId":"a","batchId":"8d0a5bd4-5a52-4c52-9c9d-0f6a3a1b2c3d"}""", "dataSetId")]
    [InlineData("""{"dataSetId":"not valid"}""", "dataSetId")]
    [InlineData("""{"dataSetId":7}""", "dataSetId")]
    [InlineData("""{"batchId":"not-a-uuid"}""", "batchId")]
    public async Task Create_WrongBody_NamesTheField(string body, string field) =>
        Assert.Equal(field, (await _user.Api.PostAsync(Path, body)).ExpectError("SEG-GEN003-400").Field);

    private async Task<JsonElement> IngestAsync(string dataset, string ndjson) =>
        (await _user.Api.SendAsync(HttpMethod.Post, $"~/ingest/profiles?datasetId={dataset}", ApiClient.Content(ndjson, "application/x-ndjson"))).Expect(200).Json;

    private async Task<JsonElement> FinishAsync(string id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var job = (await _user.Api.GetAsync($"{Path}/{id}")).Expect(200).Json;
            if (Text(job, "status") is "COMPLETED" or "ERROR") return job;
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static List<string> Ids(JsonElement list) => [.. list.GetProperty("children").EnumerateArray().Select(static job => Text(job, "id"))];
}
