using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Jobs;

[Collection(ClusterServer.Collection)]
public sealed class JobDeletionTests(ClusterServer server) : IDisposable
{
    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Delete_RunningAndWaitingJobs_CancelsThemAndKeepsTheirRecords()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        await _user.IngestAsync(SandboxUser.TenProfiles);
        using var held = server.HoldResults(_user.SandboxId);
        var running = (await _user.SubmitAsync(us)).GetProperty("id").GetString()!;
        var waiting = (await _user.SubmitAsync(us)).GetProperty("id").GetString()!;
        var processing = await _user.WaitForAsync(running, SegmentJobStatus.Processing);
        JobShape.Check(processing);
        Assert.True(processing.GetProperty("metrics").GetProperty("totalTime").TryGetProperty("startTimeInMs", out _));
        Assert.False(processing.GetProperty("metrics").GetProperty("totalTime").TryGetProperty("endTimeInMs", out _));

        var queued = await _user.WaitForAsync(waiting, SegmentJobStatus.Queued);
        JobShape.Check(queued);
        Assert.Equal("""{"totalTime":{},"profileSegmentationTime":{}}""", queued.GetProperty("metrics").GetRawText());
        var diagnostics = (await _user.Api.GetAsync($"~/segment/jobs/{waiting}/diagnostics")).Expect(200).Json;
        Assert.Equal(1, diagnostics.GetProperty("queuePosition").GetInt32());
        Assert.Equal($$"""["{{running}}"]""", diagnostics.GetProperty("waitingFor").GetRawText());

        foreach (var id in new[] { waiting, running })
        {
            var deleted = (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);
            Assert.Empty(deleted.Body);
            Assert.Null(deleted.ContentType);
            Assert.Contains((await _user.ReadAsync(id)).GetProperty("status").GetString(), new[] { "CANCELLING", "CANCELLED" });
        }

        var cancelled = await _user.WaitForAsync(running, SegmentJobStatus.Cancelled);
        JobShape.Check(cancelled);
        Assert.Equal(["startTimeInMs", "endTimeInMs", "totalTimeInMs"], JobShape.Names(cancelled.GetProperty("metrics").GetProperty("totalTime")));
        Assert.False(cancelled.GetProperty("metrics").TryGetProperty("totalProfiles", out _));
        Assert.False(cancelled.TryGetProperty("errors", out _));
    }

    [Fact]
    public async Task Delete_CancelledJob_RemovesItsRecordAtOnce()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        using var held = server.HoldResults(_user.SandboxId);
        await _user.SubmitAsync(us);
        var id = (await _user.SubmitAsync(us)).GetProperty("id").GetString()!;
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);
        await _user.WaitForAsync(id, SegmentJobStatus.Cancelled);
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);

        (await _user.Api.GetAsync($"~/segment/jobs/{id}")).ExpectError("SEG-JOB001-404");
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).ExpectError("SEG-JOB001-404");
        var bulk = (await _user.Api.PostAsync("~/segment/jobs/bulk-get", $$"""{"ids":["{{id}}"]}""")).Expect(207).Json;
        Assert.Equal(["requestId", "errors"], JobShape.Names(bulk.GetProperty("results").GetProperty(id)));
    }

    [Fact]
    public async Task Delete_JobThatJustSucceeded_IsTakenForALateCancellationAndChangesNothing()
    {
        var us = await _user.DefineAsync("us", SandboxUser.InTheUs);
        var job = await _user.RunAsync(us);
        var id = job.GetProperty("id").GetString()!;
        (await _user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);
        Assert.Equal(job.GetRawText(), (await _user.ReadAsync(id)).GetRawText());
    }

    [Fact]
    public async Task Delete_SucceededJobWithoutLateCancelWindow_RemovesItsRecord()
    {
        await using var strict = await ClusterServer.StartAsync(new() { ["Segmentation:Jobs:LateCancelWindow"] = "00:00:00" });
        using var user = strict.NewUser();
        var id = (await user.RunAsync(await user.DefineAsync("us", SandboxUser.InTheUs))).GetProperty("id").GetString()!;
        (await user.Api.DeleteAsync($"~/segment/jobs/{id}")).Expect(204);
        (await user.Api.GetAsync($"~/segment/jobs/{id}")).ExpectError("SEG-JOB001-404");
        Assert.Equal(0, (await user.Api.GetAsync("~/segment/jobs")).Json.GetProperty("_page").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Submit_MoreUnfinishedJobsThanAccepted_IsRefusedWithATimeToRetry()
    {
        await using var small = await ClusterServer.StartAsync(new() { ["Segmentation:Jobs:MaxUnfinishedPerSandbox"] = "2" });
        using var user = small.NewUser();
        var us = await user.DefineAsync("us", SandboxUser.InTheUs);
        using (small.HoldResults(user.SandboxId))
        {
            await user.SubmitAsync(us);
            var second = await user.SubmitAsync(us);
            var refused = (await user.Api.PostAsync("~/segment/jobs", SandboxUser.Submission([us]))).ExpectError("SEG-JOB009-429");
            Assert.Equal("30", refused.Headers["Retry-After"]);
            Assert.True(refused.Errors()[0].GetProperty("retryable").GetBoolean());
            (await user.Api.DeleteAsync($"~/segment/jobs/{second.GetProperty("id").GetString()}")).Expect(204);
            await user.WaitForAsync(second.GetProperty("id").GetString()!, SegmentJobStatus.Cancelled);
            await user.SubmitAsync(us);
        }
    }

    [Fact]
    public async Task Requests_OverTheRateOfTheOrganization_AreRefusedWithATimeToRetry()
    {
        await using var slow = await ClusterServer.StartAsync(new() { ["Segmentation:Http:RequestsPerMinute"] = "2" });
        using var user = slow.NewUser();
        (await user.Api.GetAsync("~/segment/jobs")).Expect(200);
        (await user.Api.GetAsync("~/segment/jobs?limit=0")).ExpectError("SEG-GEN004-400"); // refused earlier, so not counted
        (await user.Api.GetAsync("~/segment/jobs")).Expect(200);
        var refused = (await user.Api.GetAsync("~/segment/jobs")).ExpectError("SEG-GEN011-429");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], provider: null), 1, 60);
        using var other = slow.NewUser();
        (await other.Api.GetAsync("~/segment/jobs")).Expect(200);
    }
}
