using System.Globalization;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Schedules;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Schedules;

/// <summary>All sandboxes are created on 2026-01-01 at 09:00:00.417.</summary>
public sealed class ScheduleFiringTests
{
    private const string AtTen = "0 0 10 * * ?";

    [Fact]
    public Task Tick_AtAPlannedTime_MakesOneJobThatNamesTheSchedule() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var first = await sandbox.DefineAsync("a");
        var second = await sandbox.DefineAsync("b", $"in:{first}");
        var schedule = await CreateAsync(sandbox, AtTen, [second.ToString()]);

        await TickAtAsync(sandbox, "2026-01-01T09:59:59.999Z");
        Assert.Empty(sandbox.State.Jobs.Jobs);
        await TickAtAsync(sandbox, "2026-01-01T10:00:00Z");
        var job = (await sandbox.GetAsync(Assert.Single(sandbox.State.Jobs.Jobs).Key))!;
        Assert.Equal(("scheduler", $"{schedule.Id}-{Ms("2026-01-01T10:00:00Z")}"), (job.Source, job.RequestId));
        Assert.Equal(schedule.Id, job.Properties!.ScheduleId);
        Assert.Equal([second, first], job.Segments.Select(static segment => segment.SegmentId));
        Assert.Equal("schedule", (await sandbox.Jobs.GetDiagnosticsAsync(job.Id))!.Timeline[0].Cause);

        for (var second60 = 0; second60 < 60; second60++)
        {
            sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
            await sandbox.Schedules.TickAsync();
        }

        Assert.Single(sandbox.State.Jobs.Jobs);
        await TickAtAsync(sandbox, "2026-01-02T10:00:03Z");
        Assert.Equal(
            [$"{schedule.Id}-{Ms("2026-01-01T10:00:00Z")}", $"{schedule.Id}-{Ms("2026-01-02T10:00:00Z")}"], RequestIds(sandbox));
        Assert.Equal(2, sandbox.State.Jobs.Jobs.Values.Select(static made => made.Accepted.Fire!.RunId).Distinct().Count());
    });

    [Theory]
    [InlineData(AtTen, "2026-01-05T09:30:00Z", "2026-01-04T10:00:00Z")] // three missed: the last one
    [InlineData(AtTen, "2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z")]
    [InlineData("0 0 10 ? * FRI", "2026-01-03T10:00:00Z", "2026-01-02T10:00:00Z")] // 24 hours late
    [InlineData("0 0 10 ? * FRI", "2026-01-03T10:00:00.001Z", null)]
    [InlineData("0 0 10 1 2 ?", "2026-01-31T00:00:00Z", null)] // still to come
    public Task Opening_AfterADowntime_MakesUpForTheMostRecentTimeOfADay(string cron, string now, string? planned) => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var schedule = await CreateAsync(sandbox, cron, ["*"]);
        sandbox.Clock.SetUtcNow(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));
        sandbox = await sandbox.ReopenAsync();
        for (var tick = 0; tick < 3; tick++) await sandbox.Schedules.TickAsync();
        Assert.Equal(planned is null ? [] : [$"{schedule.Id}-{Ms(planned)}"], RequestIds(sandbox));
    });

    [Fact]
    public Task Tick_OfTwoActivations_MakesOneJobPerPlannedTime() => Turn.RunAsync(async () =>
    {
        var one = await OpenSandbox.CreateAsync();
        await one.DefineAsync("a");
        await CreateAsync(one, AtTen, ["*"]);
        one.Clock.SetUtcNow(DateTimeOffset.Parse("2026-01-01T10:00:00Z", CultureInfo.InvariantCulture));
        var other = await one.ReopenAsync();
        await Task.WhenAll(one.Schedules.TickAsync(), other.Schedules.TickAsync());
        Assert.Single(Accepted(other));
        await Assert.ThrowsAsync<SandboxUnavailableException>(one.SettleAsync); // the log fenced it
    });

    [Fact]
    public Task Tick_AcceptWhoseAnswerWasLost_MakesNoSecondJob() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        await CreateAsync(sandbox, AtTen, ["*"]);
        sandbox.Log.AfterAppend = _ => throw new IOException("the answer is lost");
        await TickAtAsync(sandbox, "2026-01-01T10:00:00Z");
        sandbox.Log.AfterAppend = _ => Task.CompletedTask;
        sandbox = await sandbox.ReopenAsync();
        await sandbox.Schedules.TickAsync();
        Assert.Single(Accepted(sandbox));
        Assert.Single(sandbox.State.Jobs.Jobs);
    });

    [Fact]
    public Task Tick_AppendThatFailed_IsMadeUpForByTheNextActivation() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        await CreateAsync(sandbox, AtTen, ["*"]);
        sandbox.Log.BeforeAppend = _ => throw new IOException("the disk is full");
        await TickAtAsync(sandbox, "2026-01-01T10:00:00Z");
        sandbox.Log.BeforeAppend = _ => Task.CompletedTask;
        sandbox = await sandbox.ReopenAsync();
        await sandbox.Schedules.TickAsync();
        Assert.Single(sandbox.State.Jobs.Jobs);
    });

    [Fact]
    public Task State_MadeActiveOrChanged_CountsFromThenOn() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var schedule = await CreateAsync(sandbox, AtTen, ["*"], state: null);
        Assert.Equal("inactive", schedule.State);
        await TickAtAsync(sandbox, "2026-01-01T10:00:01Z");
        Assert.Empty(sandbox.State.Jobs.Jobs);

        await PatchAsync(sandbox, schedule.Id, SchedulePatch.Empty with { State = "active" }); // the time before is over
        await sandbox.Schedules.TickAsync();
        Assert.Empty(sandbox.State.Jobs.Jobs);
        await PatchAsync(sandbox, schedule.Id, SchedulePatch.Empty with { Schedule = "0 0 11 * * ?" });
        await PatchAsync(sandbox, schedule.Id, SchedulePatch.Empty with { Name = "other" });
        await TickAtAsync(sandbox, "2026-01-01T11:00:00Z");
        Assert.Equal([$"{schedule.Id}-{Ms("2026-01-01T11:00:00Z")}"], RequestIds(sandbox));

        await PatchAsync(sandbox, schedule.Id, SchedulePatch.Empty with { State = "inactive" });
        await TickAtAsync(sandbox, "2026-01-02T11:00:00Z");
        Assert.Single(sandbox.State.Jobs.Jobs);
    });

    [Fact]
    public Task Segments_ThatDoNotExistOrCompile_AreSkippedAndNamed() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var good = await sandbox.DefineAsync("a");
        var bad = await sandbox.DefineAsync("b", "was good");
        var gone = Guid.NewGuid();
        await CreateAsync(sandbox, AtTen, [gone.ToString(), bad.ToString(), good.ToString(), "no-uuid"]);
        sandbox.Clock.SetUtcNow(DateTimeOffset.Parse("2026-01-01T10:00:00Z", CultureInfo.InvariantCulture));
        sandbox = await sandbox.ReopenAsync(); // nothing is known to compile
        sandbox.Peers.RefuseToo = "was good";
        await sandbox.Schedules.TickAsync();
        var job = Assert.Single(sandbox.State.Jobs.Jobs).Value.Accepted;
        Assert.Equal([good], job.RequestedSegmentIds);
        Assert.Equal(3, job.Warnings.Count);
        Assert.Contains(job.Warnings, warning => warning.Contains(gone.ToString(), StringComparison.Ordinal));
        Assert.Contains(job.Warnings, warning => warning.Contains(bad.ToString(), StringComparison.Ordinal));
    });

    [Fact]
    public Task Segments_NoneLeft_MakeNoJobAndAreNotAskedForAgain() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await CreateAsync(sandbox, AtTen, []);
        await CreateAsync(sandbox, AtTen, ["*"]);
        await TickAtAsync(sandbox, "2026-01-01T10:00:00Z");
        await sandbox.DefineAsync("a"); // too late for today
        var epoch = sandbox.State.Epoch;
        for (var tick = 0; tick < 5; tick++) await sandbox.Schedules.TickAsync();
        Assert.Equal(epoch, sandbox.State.Epoch);
        Assert.Empty(sandbox.State.Jobs.Jobs);
        await TickAtAsync(sandbox, "2026-01-02T10:00:00Z");
        Assert.Single(sandbox.State.Jobs.Jobs);
    });

    [Fact]
    public Task Job_WhenThePreviousRunIsUnfinished_QueuesBeyondTheLimitOfCallers() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxUnfinishedPerSandbox = 1, MaxRunDuration = TimeSpan.FromDays(7) });
        var segment = await sandbox.DefineAsync("a");
        await sandbox.SubmitAsync(segment);
        await CreateAsync(sandbox, AtTen, ["*"]);
        await TickAtAsync(sandbox, "2026-01-01T10:00:00Z");
        await TickAtAsync(sandbox, "2026-01-02T10:00:00Z");
        await sandbox.SettleAsync();
        Assert.Equal(
            [SegmentJobStatus.Processing, SegmentJobStatus.Queued, SegmentJobStatus.Queued],
            sandbox.State.Jobs.Jobs.Values.OrderBy(static job => job.Order).Select(static job => job.Status));
    });

    [Fact]
    public Task Trigger_OfAnInactiveSchedule_MakesAJobNow() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var schedule = await CreateAsync(sandbox, AtTen, ["*"], state: "inactive");
        Assert.Null((await sandbox.Schedules.TriggerAsync(schedule.Id)).Fault);
        var job = Assert.Single(sandbox.State.Jobs.Jobs).Value;
        Assert.Equal($"{schedule.Id}-{job.CreationTimeMs}", job.Accepted.RequestId);
        Assert.Null((await sandbox.Schedules.TriggerAsync(schedule.Id)).Fault);
        Assert.Equal(2, RequestIds(sandbox).Distinct().Count());
        Assert.Equal("SEG-SCH001-404", (await sandbox.Schedules.TriggerAsync(Guid.NewGuid())).Fault!.Items[0].Code);
    });

    [Fact]
    public Task Trigger_BetweenAPlannedTimeAndItsJob_TakesNothingFromIt() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var schedule = await CreateAsync(sandbox, AtTen, ["*"]);
        sandbox.Clock.SetUtcNow(DateTimeOffset.Parse("2026-01-01T10:00:00.300Z", CultureInfo.InvariantCulture));
        await sandbox.Schedules.TriggerAsync(schedule.Id);
        await sandbox.Schedules.TickAsync();
        Assert.Equal([$"{schedule.Id}-{Ms("2026-01-01T10:00:00.300Z")}", $"{schedule.Id}-{Ms("2026-01-01T10:00:00Z")}"], RequestIds(sandbox));
    });

    [Fact]
    public Task Trigger_AtThePlannedMoment_IsTheJobOfThatTime() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var schedule = await CreateAsync(sandbox, AtTen, ["*"]);
        sandbox.Clock.SetUtcNow(DateTimeOffset.Parse("2026-01-01T10:00:00Z", CultureInfo.InvariantCulture));
        await sandbox.Schedules.TriggerAsync(schedule.Id);
        await sandbox.Schedules.TickAsync();
        Assert.Equal([$"{schedule.Id}-{Ms("2026-01-01T10:00:00Z")}"], RequestIds(sandbox));
    });

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(34)]
    public Task Ticks_ThroughARandomLife_MakeWhatAPlainCalculationSays(int seed) => Turn.RunAsync(async () =>
    {
        var random = new Random(seed);
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { RetentionDays = 0 }, scheduleOptions: new ScheduleOptions { MinInterval = TimeSpan.Zero });
        await sandbox.DefineAsync("a");
        const long PeriodMs = 6 * 3_600_000;
        var schedule = await CreateAsync(sandbox, "0 0 0/6 * * ?", ["*"]);
        var isActive = true;
        var since = Ms("2026-01-01T09:00:00.417Z");
        var made = new List<long>();
        for (var step = 0; step < 400; step++)
        {
            // Multiples of a second: then the log's time is the clock's whenever something changes.
            sandbox.Clock.Advance(TimeSpan.FromSeconds(random.Next(10) == 0 ? random.Next(1, 200_000) : random.Next(1, 4_000)));
            var now = sandbox.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            switch (random.Next(12))
            {
                case 0:
                    sandbox = await sandbox.ReopenAsync();
                    await sandbox.SettleAsync();
                    break;
                case 1:
                    isActive = !isActive;
                    await PatchAsync(sandbox, schedule.Id, SchedulePatch.Empty with { State = isActive ? "active" : "inactive" });
                    since = now;
                    break;
                default:
                    await sandbox.Schedules.TickAsync();
                    var last = now / PeriodMs * PeriodMs;
                    if (isActive && last > since && now - last <= 86_400_000 && !made.Contains(last)) made.Add(last);
                    break;
            }

            Assert.True(made.Count == sandbox.State.Jobs.Jobs.Count, $"seed {seed}, step {step}");
        }

        Assert.Equal(made.Select(time => $"{schedule.Id}-{time}"), Accepted(sandbox).Select(static item => item.RequestId));
        Assert.True(made.Count > 10, $"seed {seed}: {made.Count}");
    });

    private static async Task<ScheduleDocument> CreateAsync(OpenSandbox sandbox, string cron, IReadOnlyList<string> segments, string? state = "active")
    {
        var created = await sandbox.Schedules.CreateAsync(new ScheduleDraft("s", state, "batch_segmentation", cron, new ScheduleProperties(segments, null)));
        Assert.Null(created.Fault);
        return created.Value!;
    }

    private static async Task PatchAsync(OpenSandbox sandbox, Guid id, SchedulePatch patch) => Assert.Null((await sandbox.Schedules.PatchAsync(id, patch)).Fault);

    private static async Task TickAtAsync(OpenSandbox sandbox, string time)
    {
        sandbox.Clock.SetUtcNow(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        await sandbox.Schedules.TickAsync();
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static IEnumerable<string> RequestIds(OpenSandbox sandbox) =>
        sandbox.State.Jobs.Jobs.Values.OrderBy(static job => job.Order).Select(static job => job.Accepted.RequestId);

    private static IEnumerable<AcceptItem> Accepted(OpenSandbox sandbox) =>
        sandbox.Log.History.SelectMany(static entry => LogEntryJson.Decode(entry).Items).OfType<AcceptItem>();
}
