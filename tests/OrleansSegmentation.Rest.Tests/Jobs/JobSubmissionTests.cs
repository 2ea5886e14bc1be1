using System.Text.Json;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

[Collection(ClusterServer.Collection)]
public sealed class JobSubmissionTests(ClusterServer server) : IDisposable
{
    private const string Unknown = "11111111-2222-4333-8444-555555555555";

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Submit_KnownSegments_AnswersTheNewJobInFull()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var gold = await _user.DefineAsync("gold in the us", $"inSegment(\"{us}\") and {SandboxUser.Gold}");
        var response = (await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([gold]), ("x-request-id", "my-request"))).Expect(200);
        var job = response.Json;

        var id = job.GetProperty("id").GetString()!;
        Assert.Equal($"/segment/jobs/{id}", response.Headers["X-Location"]);
        Assert.False(response.Headers.ContainsKey("Idempotent-Replayed"));
        JobShape.Check(job);
        Assert.Equal("NEW", job.GetProperty("status").GetString());
        Assert.Equal("api", job.GetProperty("source").GetString());
        Assert.Equal("my-request", job.GetProperty("requestId").GetString());
        Assert.Equal(_user.Organization, job.GetProperty("imsOrgId").GetString());
        Assert.Equal("""{"totalTime":{},"profileSegmentationTime":{}}""", job.GetProperty("metrics").GetRawText());
        Assert.Equal([gold, us], JobShape.SegmentIds(job));
        var expression = job.GetProperty("segments")[1].GetProperty("segment").GetProperty("expression");
        Assert.Equal(
            """{"type":"PQL","format":"pql/text","value":"workAddress.country = \"US\""}""", expression.GetRawText());
        Assert.Equal(id, (await _user.ReadAsync(id)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Submit_DuplicateIdsInAnyCase_AreCollapsed()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        Assert.Equal([us], JobShape.SegmentIds(await _user.SubmitAsync(us, us.ToUpperInvariant(), us)));
    }

    [Fact]
    public async Task Submit_WithDuplicateKeysAndUnknownFields_UsesTheLastKeyAndIgnoresTheRest()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var body = $$"""[{"segmentId":7,"other":[1e400],"segmentId":"{{us}}"}]""";
        Assert.Equal([us], JobShape.SegmentIds((await _user.Api.PostAsync("~/segment/jobs", body)).Expect(200).Json));
    }

    [Fact]
    public async Task Submit_Star_TakesAllDefinitionsOldestFirst()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await _user.DefineAsync($"s{i}", SandboxUser.InTheUs));
        }

        Assert.Equal(ids, JobShape.SegmentIds(await _user.SubmitAsync("*")));
        var older = $$"""{"schema":{"name":"_xdm.context.profile"},"segments":[{"segmentId":"*"}],"name":"ignored"}""";
        Assert.Equal(ids, JobShape.SegmentIds((await _user.Api.PostAsync("~/segment/jobs", older)).Expect(200).Json));
    }

    [Fact]
    public async Task Submit_OlderObjectForm_IsAcceptedAndItsErrorsPointIntoIt()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var accepted = await _user.Api.PostAsync("~/segment/jobs", $$"""{"name":"x","segments":[{"segmentId":"{{us}}"}]}""");
        Assert.Equal([us], JobShape.SegmentIds(accepted.Expect(200).Json));
        var refused = await _user.Api.PostAsync(
            "~/segment/jobs", $$"""{"segments":[{"segmentId":"{{us}}"},{"segmentId":"{{Unknown}}"}]}""");
        Assert.Equal("segments[1].segmentId", refused.ExpectError("SEG-JOB004-400").Field);
    }

    [Theory]
    [InlineData("[]", "SEG-JOB003-400")]
    [InlineData("""{"segments":[]}""", "SEG-JOB003-400")]
    [InlineData("""[{"segmentId":"*"}]""", "SEG-JOB007-400")]
    [InlineData("""[{"segmentId":"*"},{"segmentId":"*"}]""", "SEG-JOB007-400")]
    [InlineData("""[{"segmentId":"*"},{"segmentId":"11111111-2222-4333-8444-555555555555"}]""", "SEG-JOB006-400")]
    [InlineData("""[{"segmentId":"not a uuid"}]""", "SEG-JOB004-400")]
    public async Task Submit_NothingThatCanBeEvaluated_IsRefusedAndCreatesNothing(string body, string code)
    {
        (await _user.Api.PostAsync("~/segment/jobs", body)).ExpectError(code);
        Assert.Equal(0, (await _user.Api.GetAsync("~/segment/jobs")).Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Submit_OneUnknownId_NamesItByPositionAndSandbox()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var refused = (await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us, Unknown]))).ExpectError("SEG-JOB004-400");
        Assert.Equal("[1].segmentId", refused.Field);
        Assert.Equal($"Segment definition {Unknown} does not exist.", refused.Message);
        Assert.Contains($"1 of 2 segment ids does not exist in sandbox 'prod': {Unknown}", refused.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Submit_ManyUnknownIds_NamesTheFirstHundred()
    {
        var ids = Enumerable.Range(0, 150).Select(static i => $"{i:x8}-0000-4000-8000-000000000000");
        var refused = (await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission(ids))).ExpectError("SEG-JOB004-400");
        Assert.Equal(100, refused.Errors().Count);
    }

    [Fact]
    public async Task Submit_TenThousandSegments_IsRefusedWithTheLimit()
    {
        var ids = Enumerable.Range(0, 10_000).Select(static i => $"{i:x8}-0000-4000-8000-000000000000");
        var refused = (await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission(ids))).ExpectError("SEG-JOB005-400");
        Assert.Contains("10000", refused.Message);
        Assert.Contains("1500", refused.Message);
        (await _user.Api.GetAsync("~/segment/jobs")).Expect(200);
    }

    [Fact]
    public async Task Submit_DefinitionsOfAnotherSandbox_AreUnknown()
    {
        using var other = server.NewUser();
        var theirs = await other.DefineAsync("us", SandboxUser.InTheUs);
        (await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([theirs]))).ExpectError("SEG-JOB004-400");
    }

    [Fact]
    public async Task IdempotencyKey_SameBodyAgain_GivesTheFirstJobAsItIsNow()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var first = await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us]), ("Idempotency-Key", "nightly 1"));
        var id = first.Expect(200).Json.GetProperty("id").GetString()!;
        var finished = await _user.FinishAsync(id);

        var body = $$""" [ { "ignored" : 1, "segmentId" : "{{us}}", "ignored" : 2 } ] """;
        var spelledOtherwise = $$"""[{"segmentId":"{{us}}"}]""".Replace("segmentId", "segment\\u0049d");
        (await _user.Api.PostAsync("~/segment/jobs", body, ("Idempotency-Key", "nightly 1"))).ExpectError("SEG-JOB014-409");
        var replay = (await _user.Api.PostAsync("~/segment/jobs", spelledOtherwise, ("Idempotency-Key", "nightly 1"))).Expect(200);
        Assert.Equal("true", replay.Headers["Idempotent-Replayed"]);
        Assert.Equal($"/segment/jobs/{id}", replay.Headers["X-Location"]);
        Assert.Equal(finished.GetRawText(), replay.Text);
    }

    [Fact]
    public async Task IdempotencyKey_OtherBodyOrOtherSandbox_IsAConflictOrAnotherJob()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var gold = await _user.DefineAsync("gold", SandboxUser.Gold);
        await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us]), ("Idempotency-Key", "k"));
        var conflict = await _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([gold]), ("Idempotency-Key", "k"));
        Assert.Equal(409, conflict.ExpectError("SEG-JOB014-409").Status);

        using var other = server.NewUser();
        var theirs = await other.DefineAsync("us", SandboxUser.InTheUs);
        var response = (await other.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([theirs]), ("Idempotency-Key", "k"))).Expect(200);
        Assert.False(response.Headers.ContainsKey("Idempotent-Replayed"));
    }

    [Fact]
    public async Task IdempotencyKey_ManyClientsAtOnce_MakeOneJob()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => _user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us]), ("Idempotency-Key", "race"))));
        Assert.Single(responses.Select(static response => response.Expect(200).Json.GetProperty("id").GetString()).Distinct());
        Assert.Single(responses, static response => !response.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal(1, (await _user.Api.GetAsync("~/segment/jobs")).Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Snapshot_OfADefinitionChangedLater_StaysAsItWas()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var job = await _user.SubmitAsync(us);
        await _user.Api.PatchAsync($"~/segment/definitions/{us}", """{"expression":{"type":"PQL","format":"pql/text","value":"1 = 2"}}""");
        var later = await _user.ReadAsync(job.GetProperty("id").GetString()!);
        Assert.Equal(JsonSerializer.Serialize(job.GetProperty("segments")), JsonSerializer.Serialize(later.GetProperty("segments")));
    }
}
