using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Jobs;

public sealed class JobAcceptanceTests
{
    [Fact]
    public Task Submit_References_FollowInOrderOfFirstReference() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b", $"in:{a}");
        var c = await sandbox.DefineAsync("c");
        var d = await sandbox.DefineAsync("d", $"in:{c},{b}");

        var job = await sandbox.SubmitAsync(d, d);

        Assert.Equal([d, c, b, a], job.Segments.Select(segment => segment.SegmentId));
        var diagnostics = (await sandbox.Jobs.GetDiagnosticsAsync(job.Id))!;
        Assert.Equal([true, false, false, false], diagnostics.Segments.Select(segment => segment.Requested));
        Assert.Equal([c, b], diagnostics.Segments[0].DependsOn);
    });

    [Fact]
    public Task Submit_Star_TakesAllDefinitionsOldestFirst() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add(await sandbox.DefineAsync($"d{i}"));

        var job = (await sandbox.SubmitAsync(new JobSubmission(null, "r", null, null))).Value!.Job;
        Assert.Equal(ids, job.Segments.Select(segment => segment.SegmentId));
        job = (await sandbox.SubmitAsync(new JobSubmission(["*"], "r", null, null))).Value!.Job;
        Assert.Equal(ids, job.Segments.Select(segment => segment.SegmentId));
    });

    [Fact]
    public Task Submit_LaterChangeOfADefinition_LeavesTheSnapshotAlone() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = await sandbox.DefineAsync("a", "before");
        var job = await sandbox.SubmitAsync(id);
        await sandbox.Definitions.PatchAsync(id, new DefinitionDraft { Expression = new ExpressionDocument("PQL", "pql/text", "after") });

        Assert.Equal("before", (await sandbox.GetAsync(job.Id))!.Segments[0].Segment!.Expression.Value);
        var attachment = (await sandbox.Runs.AttachAsync(job.Id))!;
        Assert.Equal("before", attachment.Request!.Segments[0].Expression);
    });

    [Fact]
    public Task Submit_WithWrongIds_IsRefusedByCodeAndChangesNothing() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxSegmentsPerRequest = 2 });
        async Task<ServiceFault> RefusedAsync(params string[]? ids) =>
            (await sandbox.SubmitAsync(new JobSubmission(ids, "r", null, null))).Fault!;

        Assert.Equal("SEG-JOB007-400", (await RefusedAsync(null)).Items[0].Code);
        var a = (await sandbox.DefineAsync("a")).ToString();
        var unknown = Guid.NewGuid().ToString();
        Assert.Equal("SEG-JOB003-400", (await RefusedAsync()).Items[0].Code);
        Assert.Equal("SEG-JOB006-400", (await RefusedAsync(a, "*")).Items[0].Code);
        Assert.Equal("SEG-JOB005-400", (await RefusedAsync(a, unknown, "x")).Items[0].Code);
        var fault = await RefusedAsync(a, unknown, unknown);
        var item = Assert.Single(fault.Items);
        Assert.Equal(("SEG-JOB004-400", "[1].segmentId", $"Segment definition {unknown} does not exist."), (item.Code, item.Field, item.Message));
        Assert.Equal($"1 of 2 segment ids does not exist in sandbox 'prod': {unknown}.", fault.Detail);
        Assert.Equal("SEG-JOB004-400", (await RefusedAsync("no uuid")).Items[0].Code);
        Assert.Empty(sandbox.State.Jobs.Jobs);
    });

    [Fact]
    public Task Submit_ManyUnknownIds_NamesTheFirstHundred() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var refused = await sandbox.SubmitAsync(new JobSubmission([.. Enumerable.Range(0, 150).Select(i => $"id{i}")], "r", null, null));
        Assert.Equal(100, refused.Fault!.Items.Count);
    });

    [Fact]
    public Task Submit_AtTheLimit_IsRefusedUntilAJobEnds() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxUnfinishedPerSandbox = 2 });
        var segment = await sandbox.DefineAsync("a");
        var first = await sandbox.SubmitAsync(segment);
        await sandbox.SubmitAsync(segment);

        var fault = (await sandbox.SubmitAsync(new JobSubmission([segment.ToString()], "r", null, null))).Fault!;
        Assert.Equal((429, 30, "SEG-JOB009-429"), (fault.Status, fault.RetryAfterSeconds, fault.Items[0].Code));

        await sandbox.CompleteAsync(first.Id);
        await sandbox.SubmitAsync(segment);
    });

    [Fact]
    public Task Submit_SameKeyAndBody_AnswersTheFirstJobAsItIsNow() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var submission = new JobSubmission([segment.ToString()], "r", "nightly", "hash");
        var first = (await sandbox.SubmitAsync(submission)).Value!;
        Assert.False(first.IsReplayed);
        await sandbox.CompleteAsync(first.Job.Id);

        var again = (await sandbox.SubmitAsync(submission with { RequestId = "other" })).Value!;
        Assert.True(again.IsReplayed);
        Assert.Equal((first.Job.Id, SegmentJobStatus.Succeeded), (again.Job.Id, again.Job.Status));
        var refused = await sandbox.SubmitAsync(submission with { BodyHash = "different" });
        Assert.Equal((409, "SEG-JOB014-409"), (refused.Fault!.Status, refused.Fault.Items[0].Code));

        var reopened = await sandbox.ReopenAsync();
        Assert.Equal(first.Job.Id, (await reopened.SubmitAsync(submission)).Value!.Job.Id);
        reopened.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        Assert.False((await reopened.SubmitAsync(submission)).Value!.IsReplayed);
    });

    [Fact]
    public Task Submit_KeyOfADeletedJob_MakesANewOne() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var submission = new JobSubmission([(await sandbox.DefineAsync("a")).ToString()], "r", "nightly", "hash");
        var first = (await sandbox.SubmitAsync(submission)).Value!.Job;
        await sandbox.CompleteAsync(first.Id);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        await sandbox.Jobs.DeleteAsync(first.Id, Guid.NewGuid());

        Assert.False((await sandbox.SubmitAsync(submission)).Value!.IsReplayed);
    });

    [Fact]
    public Task Submit_ExpressionThatNoLongerCompiles_IsRefusedByNameAndSkippedUnderStar() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var good = await sandbox.DefineAsync("good");
        var broken = await sandbox.DefineAsync("broken", "later bad");
        var dependent = await sandbox.DefineAsync("dependent", $"in:{broken}");
        sandbox.Peers.RefuseToo = "later bad"; // as after an upgrade
        var upgraded = await sandbox.ReopenAsync();
        upgraded.Peers.RefuseToo = "later bad";

        var refused = (await upgraded.SubmitAsync(new JobSubmission([good.ToString(), dependent.ToString()], "r", null, null))).Fault!;
        var item = Assert.Single(refused.Items);
        Assert.Equal(("SEG-JOB008-400", "[1].segmentId"), (item.Code, item.Field));

        var job = (await upgraded.SubmitAsync(new JobSubmission(null, "r", null, null))).Value!.Job;
        Assert.Equal([good], job.Segments.Select(segment => segment.SegmentId));
        Assert.Equal(2, (await upgraded.Jobs.GetDiagnosticsAsync(job.Id))!.Warnings.Count);
    });

    [Fact]
    public Task ComputeJobId_OfManyJobs_IsNeverUsedTwice() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var numbers = new List<long>();
        for (var i = 0; i < 20; i++) numbers.Add((await sandbox.SubmitAsync(segment)).ComputeJobId);
        sandbox = await sandbox.ReopenAsync();
        for (var i = 0; i < 20; i++) numbers.Add((await sandbox.SubmitAsync(segment)).ComputeJobId);

        Assert.Equal(40, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.True(number >= 1));
    });
}
