using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Jobs;

public sealed class JobLifecycleTests
{
    [Fact]
    public Task Submit_FreeSlot_AnswersNewThenProcesses() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var job = await sandbox.SubmitAsync(await sandbox.DefineAsync("a"));

        Assert.Equal(SegmentJobStatus.New, job.Status);
        Assert.Equal(TimeRange.None, job.Metrics.TotalTime);
        Assert.Equal(job.CreationTime / 1000, job.UpdateEpoch);
        await sandbox.SettleAsync();
        Assert.Equal(SegmentJobStatus.Processing, (await sandbox.GetAsync(job.Id))!.Status);
        Assert.Equal([job.Id], sandbox.Peers.Pokes);

        // START is in a later entry than ACCEPT.
        var entries = sandbox.Log.Entries.Select(LogEntryJson.Decode).ToList();
        var accepted = entries.Single(entry => entry.Items.OfType<AcceptItem>().Any());
        var started = entries.Single(entry => entry.Items.OfType<StartItem>().Any());
        Assert.True(started.Epoch > accepted.Epoch);
    });

    [Fact]
    public Task Publish_ConsistentResult_MeetsEveryInvariantOfTheContract() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var first = await sandbox.DefineAsync("a");
        var second = await sandbox.DefineAsync("b", $"in:{first}");
        var submitted = await sandbox.SubmitAsync(second);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(3));

        var job = await sandbox.CompleteAsync(submitted.Id, realized: 5);

        var ids = job.Segments.Select(segment => segment.SegmentId).ToHashSet();
        var metrics = job.Metrics;
        Assert.Equal(SegmentJobStatus.Succeeded, job.Status);
        Assert.Equal([second, first], job.Segments.Select(segment => segment.SegmentId));
        Assert.True(ids.SetEquals(metrics.SegmentedProfileCounter!.Keys)); // 1
        Assert.True(ids.SetEquals(metrics.SegmentedProfileByNamespaceCounter!.Keys));
        Assert.True(ids.SetEquals(metrics.SegmentedProfileByStatusCounter!.Keys));
        Assert.All(ids, id => Assert.Equal(metrics.SegmentedProfileByStatusCounter[id].Realized, metrics.SegmentedProfileCounter[id])); // 2
        Assert.All(metrics.SegmentedProfileByNamespaceCounter, pair => Assert.All(
            pair.Value.Values, count => Assert.InRange(count, 1, metrics.SegmentedProfileCounter[pair.Key]))); // 3
        Assert.All(job.Segments, segment => Assert.InRange(
            metrics.SegmentedProfileCounter[segment.SegmentId], 0, metrics.TotalProfilesByMergePolicy![segment.Segment!.MergePolicyId]));
        Assert.Equal(metrics.TotalProfilesByMergePolicy!.Values.Sum(), metrics.TotalProfiles); // 4
        Assert.True(job.Segments.Select(segment => segment.Segment!.MergePolicyId).ToHashSet().SetEquals(metrics.TotalProfilesByMergePolicy.Keys));
        long?[] times =
        [
            job.CreationTime, metrics.TotalTime.StartTimeInMs, metrics.ProfileSegmentationTime.StartTimeInMs,
            metrics.ProfileSegmentationTime.EndTimeInMs, metrics.TotalTime.EndTimeInMs,
        ];
        Assert.Equal(times.Order(), times); // 5
        Assert.Equal(metrics.TotalTime.EndTimeInMs - metrics.TotalTime.StartTimeInMs, metrics.TotalTime.TotalTimeInMs);
        Assert.Equal(
            metrics.ProfileSegmentationTime.EndTimeInMs - metrics.ProfileSegmentationTime.StartTimeInMs,
            metrics.ProfileSegmentationTime.TotalTimeInMs);
        Assert.Equal(metrics.TotalTime.EndTimeInMs / 1000, job.UpdateEpoch); // 6
        Assert.Equal(job.UpdateEpoch * 1000, job.UpdateTime);
    });

    [Fact]
    public Task Publish_CountsThatDoNotAddUp_FailsTheJob() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var job = await sandbox.SubmitAsync(await sandbox.DefineAsync("a"));
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(job.Id))!;
        var result = OpenSandbox.ResultOf(attachment, 4);
        result = result with { Segments = [result.Segments[0] with { Left = 1 }] };

        Assert.True(await sandbox.Runs.PublishAsync(job.Id, attachment.Run, result));

        var failed = (await sandbox.GetAsync(job.Id))!;
        Assert.Equal(SegmentJobStatus.Failed, failed.Status);
        Assert.Equal("SEG-RUN007", Assert.Single(failed.Errors!).Code);
        Assert.Contains("0 carried + 4 entered - 1 left, but 4 realized", failed.Errors![0].Msg, StringComparison.Ordinal);
        Assert.Null(failed.Metrics.TotalProfiles);
        Assert.DoesNotContain(sandbox.Log.Entries.Select(LogEntryJson.Decode), entry => entry.Items.OfType<PublishItem>().Any());
    });

    [Theory] // the run before found 3
    [InlineData(3, 0, 0, true)]
    [InlineData(1, 1, 1, true)]
    [InlineData(2, 0, 0, false)]
    [InlineData(4, 0, 0, false)]
    [InlineData(3, 1, 0, false)]
    [InlineData(3, 0, 1, false)]
    [InlineData(0, 0, 0, false)]
    public Task Publish_MembersLostOrGainedBetweenTwoRuns_FailsTheJob(long carried, long absorbed, long deleted, bool isLawful) => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        await sandbox.CompleteAsync((await sandbox.SubmitAsync(segment)).Id, realized: 3);
        var job = await sandbox.SubmitAsync(segment);
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(job.Id))!;
        var result = OpenSandbox.ResultOf(attachment, 5);
        result = result with { Segments = [result.Segments[0] with { Carried = carried, Entered = 5, Left = carried, Absorbed = absorbed, Deleted = deleted }] };

        Assert.True(await sandbox.Runs.PublishAsync(job.Id, attachment.Run, result));

        var ended = (await sandbox.GetAsync(job.Id))!;
        Assert.Equal(isLawful ? SegmentJobStatus.Succeeded : SegmentJobStatus.Failed, ended.Status);
        if (isLawful) return;
        Assert.Equal("SEG-RUN007", Assert.Single(ended.Errors!).Code);
        Assert.Contains(
            $"segment {segment} had 3 members after the run before, lost {absorbed} absorbed and {deleted} deleted, but {carried} are carried.",
            ended.Errors![0].Msg, StringComparison.Ordinal);
        Assert.Equal(3, sandbox.State.Jobs.LastPublications[segment].Realized); // what was published stays
    });

    [Fact]
    public Task Publish_FirstRunWithAnotherGraphMode_StartsFromNobody() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        await sandbox.CompleteAsync((await sandbox.SubmitAsync(segment)).Id, realized: 3);
        var policy = sandbox.State.MergePolicies.All.Single();
        await sandbox.Pump.RunAsync((_, _) => Decision<bool>.Append(true, new MergePolicyItem(policy with { Version = 2, IdentityGraph = new("none") })));

        var job = await sandbox.SubmitAsync(segment);
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(job.Id))!;
        Assert.True(await sandbox.Runs.PublishAsync(job.Id, attachment.Run, OpenSandbox.ResultOf(attachment, 4)));
        Assert.Equal(SegmentJobStatus.Succeeded, (await sandbox.GetAsync(job.Id))!.Status);
        Assert.Equal(("none", 4L), (sandbox.State.Jobs.LastPublications[segment].IdentityGraph, sandbox.State.Jobs.LastPublications[segment].Realized));
    });

    [Fact]
    public Task Queue_OneSlot_IsFirstInFirstOut() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var jobs = new List<Guid>();
        for (var i = 0; i < 4; i++) jobs.Add((await sandbox.SubmitAsync(segment)).Id);
        await sandbox.SettleAsync();

        Assert.Equal(
            [SegmentJobStatus.Processing, SegmentJobStatus.Queued, SegmentJobStatus.Queued, SegmentJobStatus.Queued],
            jobs.Select(id => sandbox.State.Jobs.Find(id)!.Status));
        var waiting = (await sandbox.Jobs.GetDiagnosticsAsync(jobs[2]))!;
        Assert.Equal(2, waiting.QueuePosition);
        Assert.Equal([jobs[0], jobs[1]], waiting.WaitingFor);

        foreach (var id in jobs)
        {
            await sandbox.CompleteAsync(id);
            await sandbox.SettleAsync();
        }

        var starts = sandbox.Log.Entries.Select(LogEntryJson.Decode).SelectMany(entry => entry.Items).OfType<StartItem>();
        Assert.Equal(jobs, starts.Select(start => start.JobId));
    });

    [Fact]
    public Task Queue_SeveralSlots_NeverRunsOneSegmentTwiceNorOvertakes() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxConcurrentPerSandbox = 3 });
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b");
        var first = (await sandbox.SubmitAsync(a)).Id;
        var same = (await sandbox.SubmitAsync(a)).Id;
        var other = (await sandbox.SubmitAsync(b)).Id;
        await sandbox.SettleAsync();

        Assert.Equal(SegmentJobStatus.Processing, sandbox.State.Jobs.Find(first)!.Status);
        Assert.Equal(SegmentJobStatus.Queued, sandbox.State.Jobs.Find(same)!.Status);
        Assert.Equal(SegmentJobStatus.Queued, sandbox.State.Jobs.Find(other)!.Status); // the head blocks those behind it

        await sandbox.CompleteAsync(first);
        await sandbox.SettleAsync();
        Assert.Equal(SegmentJobStatus.Processing, sandbox.State.Jobs.Find(same)!.Status);
        Assert.Equal(SegmentJobStatus.Processing, sandbox.State.Jobs.Find(other)!.Status);
    });

    [Fact]
    public Task Delete_QueuedJob_IsCancelledAtOnce() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        await sandbox.SubmitAsync(segment);
        var queued = (await sandbox.SubmitAsync(segment)).Id;

        Assert.True(await sandbox.Jobs.DeleteAsync(queued, Guid.NewGuid()));
        await sandbox.SettleAsync();

        var job = (await sandbox.GetAsync(queued))!;
        Assert.Equal(SegmentJobStatus.Cancelled, job.Status);
        Assert.Equal(TimeRange.None, job.Metrics.TotalTime);
        Assert.Equal(
            [SegmentJobStatus.New, SegmentJobStatus.Queued, SegmentJobStatus.Cancelling, SegmentJobStatus.Cancelled],
            (await sandbox.Jobs.GetDiagnosticsAsync(queued))!.Timeline.Select(item => item.Status));
    });

    [Fact]
    public Task Delete_RunningJob_RefusesTheResultAndEndsWhenTheRunnerStopped() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(id))!;

        Assert.True(await sandbox.Jobs.DeleteAsync(id, Guid.NewGuid()));

        Assert.Equal(SegmentJobStatus.Cancelling, (await sandbox.GetAsync(id))!.Status);
        Assert.Equal([id], sandbox.Peers.Cancels);
        Assert.False(await sandbox.Runs.PublishAsync(id, attachment.Run, OpenSandbox.ResultOf(attachment, 1)));
        Assert.False(sandbox.Runs.Beat(id, attachment.Run, Counts(sandbox, 1, 10)));
        Assert.True(await sandbox.Runs.StoppedAsync(id, attachment.Run));
        var job = (await sandbox.GetAsync(id))!;
        Assert.Equal(SegmentJobStatus.Cancelled, job.Status);
        Assert.NotNull(job.Metrics.TotalTime.TotalTimeInMs);
        Assert.Null(job.Metrics.SegmentedProfileCounter);
    });

    [Fact]
    public Task Delete_RunnerThatNeverStops_EndsAfterTheGrace() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();
        await sandbox.Jobs.DeleteAsync(id, Guid.NewGuid());

        sandbox.Clock.Advance(TimeSpan.FromSeconds(3));
        sandbox.Runs.Tick();
        await sandbox.SettleAsync();
        Assert.Equal(SegmentJobStatus.Cancelling, sandbox.State.Jobs.Find(id)!.Status);

        sandbox.Clock.Advance(TimeSpan.FromSeconds(1.1)); // log time runs a few entries ahead of a clock that stands still
        sandbox.Runs.Tick();
        await sandbox.SettleAsync();
        Assert.Equal(SegmentJobStatus.Cancelled, sandbox.State.Jobs.Find(id)!.Status);
    });

    [Fact]
    public Task Delete_FinishedJob_IsALateCancellationFirstAndADeletionLater() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var id = (await sandbox.SubmitAsync(segment)).Id;
        await sandbox.CompleteAsync(id);

        Assert.True(await sandbox.Jobs.DeleteAsync(id, Guid.NewGuid()));
        Assert.Equal(SegmentJobStatus.Succeeded, (await sandbox.GetAsync(id))!.Status);

        sandbox.Clock.Advance(TimeSpan.FromSeconds(11));
        var request = Guid.NewGuid();
        Assert.True(await sandbox.Jobs.DeleteAsync(id, request));
        Assert.Null(await sandbox.GetAsync(id));
        Assert.True(await sandbox.Jobs.DeleteAsync(id, request)); // an internal retry gets the first answer
        Assert.False(await sandbox.Jobs.DeleteAsync(id, Guid.NewGuid()));
    });

    [Fact]
    public Task Delete_RepeatedWithTheSameRequestId_NeverBecomesADeletion() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        await sandbox.SubmitAsync(segment);
        var queued = (await sandbox.SubmitAsync(segment)).Id;
        var request = Guid.NewGuid();

        Assert.True(await sandbox.Jobs.DeleteAsync(queued, request));
        await sandbox.SettleAsync();
        Assert.Equal(SegmentJobStatus.Cancelled, sandbox.State.Jobs.Find(queued)!.Status);
        Assert.True(await sandbox.Jobs.DeleteAsync(queued, request));

        Assert.NotNull(await sandbox.GetAsync(queued));
    });

    [Fact]
    public Task Run_LongerThanAllowed_Fails() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxRunDuration = TimeSpan.FromMinutes(1) });
        var segment = await sandbox.DefineAsync("a");
        var id = (await sandbox.SubmitAsync(segment)).Id;
        var next = (await sandbox.SubmitAsync(segment)).Id;
        await sandbox.SettleAsync();

        sandbox.Clock.Advance(TimeSpan.FromSeconds(61));
        sandbox.Runs.Tick();
        await sandbox.SettleAsync();

        var job = (await sandbox.GetAsync(id))!;
        Assert.Equal(SegmentJobStatus.Failed, job.Status);
        Assert.Equal("SEG-RUN003", Assert.Single(job.Errors!).Code);
        Assert.Equal("timeout", (await sandbox.Jobs.GetDiagnosticsAsync(id))!.Timeline[^1].Cause);
        Assert.Equal(SegmentJobStatus.Processing, sandbox.State.Jobs.Find(next)!.Status); // the queue moves on
    });

    [Fact]
    public Task Attach_FiveTimesWithoutProgress_FailsTheSixth() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();

        for (var run = 1; run <= 5; run++) Assert.Equal(run, (await sandbox.Runs.AttachAsync(id))!.Run);
        Assert.Equal(SegmentJobStatus.Failed, (await sandbox.Runs.AttachAsync(id))!.Status);
        Assert.Equal("SEG-RUN005", Assert.Single((await sandbox.GetAsync(id))!.Errors!).Code);
    });

    [Fact]
    public Task Attach_ManyTimesWithProgress_GoesOn() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();

        for (var run = 1; run <= 12; run++)
        {
            var attachment = (await sandbox.Runs.AttachAsync(id))!;
            Assert.Equal(SegmentJobStatus.Processing, attachment.Status);
            await sandbox.Runs.BeginAsync(id, run);
            Assert.True(sandbox.Runs.Beat(id, run, Counts(sandbox, run / 4, run)));
            sandbox.Runs.Tick();
            await sandbox.SettleAsync();
        }
    });

    [Fact]
    public Task Runner_OfAnOldRun_IsRefused() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();
        var old = (await sandbox.Runs.AttachAsync(id))!;
        await sandbox.Runs.AttachAsync(id);

        Assert.False(sandbox.Runs.Beat(id, old.Run, Counts(sandbox, 1, 1)));
        Assert.False(await sandbox.Runs.BeginAsync(id, old.Run));
        Assert.False(await sandbox.Runs.FailAsync(id, old.Run, new JobError("SEG-RUN001", "x")));
        Assert.False(await sandbox.Runs.PublishAsync(id, old.Run, OpenSandbox.ResultOf(old, 1)));
        Assert.Equal(SegmentJobStatus.Processing, (await sandbox.GetAsync(id))!.Status);
    });

    [Fact]
    public Task Runner_SilentTooLong_IsPokedAgain() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(id))!;
        var pokes = sandbox.Peers.Pokes.Count;

        sandbox.Clock.Advance(TimeSpan.FromSeconds(9));
        sandbox.Runs.Tick();
        Assert.Equal(pokes, sandbox.Peers.Pokes.Count);
        Assert.True(sandbox.Runs.Beat(id, attachment.Run, Counts(sandbox, 0, 0)));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        sandbox.Runs.Tick();
        Assert.Equal(pokes + 1, sandbox.Peers.Pokes.Count);
    });

    [Fact]
    public Task Beat_LowerThanBefore_NeverLowersWhatIsShown() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.SettleAsync();
        var attachment = (await sandbox.Runs.AttachAsync(id))!;
        sandbox.Runs.Beat(id, attachment.Run, Counts(sandbox, 0, 5));
        Assert.Null((await sandbox.GetAsync(id))!.Metrics.TotalProfiles); // evaluation has not begun
        await sandbox.Runs.BeginAsync(id, attachment.Run);

        sandbox.Runs.Beat(id, attachment.Run, Counts(sandbox, 2, 100));
        sandbox.Runs.Beat(id, attachment.Run, Counts(sandbox, 1, 40));

        var job = (await sandbox.GetAsync(id))!;
        Assert.Equal(100, job.Metrics.TotalProfiles);
        Assert.Null(job.Metrics.TotalTime.EndTimeInMs);
        Assert.NotNull(job.Metrics.ProfileSegmentationTime.StartTimeInMs);
        Assert.Equal(0.5, (await sandbox.Jobs.GetDiagnosticsAsync(id))!.Progress);
        var page = await sandbox.Jobs.ListAsync(new JobListQuery(0, 10, [], [], []));
        Assert.Equal(100, Assert.Single(page.Jobs).Metrics.TotalProfiles);
    });

    [Fact]
    public Task FinishedJob_AfterTheRetention_IsForgotten() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { RetentionDays = 2 });
        var id = (await sandbox.SubmitAsync(await sandbox.DefineAsync("a"))).Id;
        await sandbox.CompleteAsync(id);

        sandbox.Clock.Advance(TimeSpan.FromDays(2));
        sandbox.Runs.Tick();
        await sandbox.SettleAsync();
        Assert.NotNull(await sandbox.GetAsync(id));

        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var tick = 0; tick < 60; tick++) sandbox.Runs.Tick();
        await sandbox.SettleAsync();
        Assert.Null(await sandbox.GetAsync(id));
    });

    [Fact]
    public Task Partitions_WhileManyBatchesComeIn_AreToldNowAndThenAndOfTheLastOne() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        for (var i = 0; i < 10; i++) await sandbox.Pump.RunAsync((_, _) => Decision<bool>.Append(true, new DropItem(Guid.NewGuid())));
        Assert.Equal([2L], sandbox.Peers.Hints);

        sandbox.Runs.Tick();
        Assert.Equal([2L, 11L], sandbox.Peers.Hints);
        sandbox.Runs.Tick();
        Assert.Equal(2, sandbox.Peers.Hints.Count);

        var job = await sandbox.SubmitAsync(await sandbox.DefineAsync("a"));
        await sandbox.SettleAsync();
        Assert.Equal(sandbox.State.Jobs.Find(job.Id)!.StartEpoch, sandbox.Peers.Hints[^1]); // a start is never held back
    });

    private static RunCounts Counts(OpenSandbox sandbox, int completed, long profiles)
    {
        var policy = sandbox.State.MergePolicies.DefaultId;
        return new RunCounts(
            new PartitionCounts(4, completed, 1, 0), profiles, new Dictionary<Guid, long> { [policy] = profiles },
            new Dictionary<Guid, long>(), null);
    }
}
