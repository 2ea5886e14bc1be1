using System.Text;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Jobs;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Records, definitions, a job and its result on a real silo, with nothing faked but the store.</summary>
public sealed class JobRunTests(SandboxCluster fixture) : IClassFixture<SandboxCluster>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Job_AfterIngest_CountsMembersAndTheNextRunCountsChanges()
    {
        var sandbox = await EnsureAsync("run");
        await IngestAsync(sandbox, Enumerable.Range(0, 300).Select(i => Record(i, i % 3 == 0 ? "US" : "DE", i)));
        var us = await DefineAsync(sandbox, "us", "workAddress.country = \"US\"");
        var rich = await DefineAsync(sandbox, "rich us", $"inSegment(\"{us}\") and loyalty.points >= 150");

        var first = await RunAsync(sandbox, rich);

        Assert.Equal((100, 50), (first.Metrics.SegmentedProfileCounter![us], first.Metrics.SegmentedProfileCounter[rich]));
        Assert.Equal(300, first.Metrics.TotalProfiles);
        Assert.Equal(50, first.Metrics.SegmentedProfileByNamespaceCounter![rich]["email"]);

        // Two move away; one of them was rich. Two profiles become one.
        await IngestAsync(sandbox, [Record(0, "DE", 0), Record(297, "DE", 297)]);
        await IngestAsync(sandbox, [Link(3, 6)]);
        var second = await RunAsync(sandbox, rich);

        Assert.Equal(299, second.Metrics.TotalProfiles);
        Assert.Equal((97, 49), (second.Metrics.SegmentedProfileCounter![us], second.Metrics.SegmentedProfileCounter[rich]));
        Assert.Equal(2, second.Metrics.SegmentedProfileByStatusCounter![us].Exited);
        var diagnostics = (await Jobs(sandbox).GetDiagnosticsAsync(second.Id, None))!;
        var change = diagnostics.Segments.Single(segment => segment.SegmentId == us);
        // previous + entered - left - absorbed - deleted = realized
        Assert.Equal(97, 100 + change.NewlyRealized - change.NewlyExited - change.Absorbed - change.Deleted);
        Assert.Equal((0, 2, 1), (change.NewlyRealized, change.NewlyExited, change.Absorbed));
    }

    [Fact]
    public async Task Jobs_SubmittedTogether_AllSucceedInOrder()
    {
        var sandbox = await EnsureAsync("several");
        await IngestAsync(sandbox, Enumerable.Range(0, 20).Select(i => Record(i, "US", i)));
        var segment = await DefineAsync(sandbox, "us", "workAddress.country = \"US\"");
        var submitted = new List<SegmentJobDocument>();
        for (var i = 0; i < 5; i++) submitted.Add(await SubmitAsync(sandbox, segment));

        var finished = new List<SegmentJobDocument>();
        foreach (var job in submitted) finished.Add(await FinishedAsync(sandbox, job.Id));

        Assert.All(finished, job => Assert.Equal(SegmentJobStatus.Succeeded, job.Status));
        Assert.All(finished, job => Assert.Equal(20, job.Metrics.SegmentedProfileCounter![segment]));
        var starts = finished.Select(job => job.Metrics.TotalTime.StartTimeInMs!.Value).ToList();
        var ends = finished.Select(job => job.Metrics.TotalTime.EndTimeInMs!.Value).ToList();
        Assert.Equal(starts.Order(), starts);
        Assert.All(ends.Zip(starts.Skip(1)), pair => Assert.True(pair.First < pair.Second)); // one at a time
    }

    [Fact]
    public async Task Job_CancelledWhileQueued_EndsCancelledAndTheOthersGoOn()
    {
        var sandbox = await EnsureAsync("cancel");
        var segment = await DefineAsync(sandbox, "us", "workAddress.country = \"US\"");
        var jobs = new List<SegmentJobDocument>();
        for (var i = 0; i < 3; i++) jobs.Add(await SubmitAsync(sandbox, segment));
        Assert.True(await Jobs(sandbox).DeleteAsync(jobs[2].Id, Guid.NewGuid(), None));

        Assert.Contains((await FinishedAsync(sandbox, jobs[2].Id)).Status, new[] { SegmentJobStatus.Cancelled, SegmentJobStatus.Succeeded });
        Assert.Equal(SegmentJobStatus.Succeeded, (await FinishedAsync(sandbox, jobs[1].Id)).Status);
    }

    private ISandboxJobsGrain Jobs(SandboxDescriptor sandbox) => fixture.Cluster.Client.GetGrain<ISandboxJobsGrain>(sandbox.SandboxId);

    private async Task<SandboxDescriptor> EnsureAsync(string name)
    {
        var sandbox = new SandboxDescriptor(SandboxDescriptor.DeriveId("org", name), "org", name, "development", false, name);
        await fixture.Cluster.Client.GetGrain<ISandboxGrain>(sandbox.SandboxId).EnsureAsync(sandbox, None);
        return sandbox;
    }

    private async Task<Guid> DefineAsync(SandboxDescriptor sandbox, string name, string expression)
    {
        var saved = await fixture.Cluster.Client.GetGrain<ISandboxDefinitionsGrain>(sandbox.SandboxId).CreateAsync(OpenSandbox.Draft(name, expression), None);
        Assert.Null(saved.Fault);
        return saved.Value!.Definition.Id;
    }

    private async Task IngestAsync(SandboxDescriptor sandbox, IEnumerable<string> records)
    {
        var lines = records.ToList();
        var answer = await fixture.Cluster.Client.GetGrain<IIngestWorkerGrain>(0).IngestAsync(
            new IngestRequest(sandbox.SandboxId, Guid.NewGuid(), "default", RecordFormat.Ndjson, Encoding.UTF8.GetBytes(string.Join('\n', lines))), None);
        Assert.Null(answer.Fault);
        Assert.Equal(lines.Count, answer.Value!.Accepted);
    }

    private async Task<SegmentJobDocument> SubmitAsync(SandboxDescriptor sandbox, Guid segment)
    {
        var submitted = await Jobs(sandbox).SubmitAsync(new JobSubmission([segment.ToString()], "r", null, null), None);
        Assert.Null(submitted.Fault);
        return submitted.Value!.Job;
    }

    private async Task<SegmentJobDocument> RunAsync(SandboxDescriptor sandbox, Guid segment)
    {
        var job = await FinishedAsync(sandbox, (await SubmitAsync(sandbox, segment)).Id);
        Assert.True(job.Status == SegmentJobStatus.Succeeded, job.Errors?[0].Msg);
        return job;
    }

    // A job changes only with the log, so each look waits for the log to grow.
    private async Task<SegmentJobDocument> FinishedAsync(SandboxDescriptor sandbox, Guid jobId)
    {
        var log = fixture.Storage.Log(sandbox.SandboxId);
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var epoch = (await log.ReadHeadAsync(deadline.Token)).Epoch;
            var job = (await Jobs(sandbox).GetAsync(jobId, None))!;
            if (JobTransitions.IsFinal(job.Status)) return job;
            await log.WaitForEpochAfterAsync(epoch, deadline.Token);
        }
    }

    private static string Record(int number, string country, int points) =>
        $$$"""{"identityMap":{"Email":[{"id":"user{{{number}}}@example.com","primary":true}]},"workAddress":{"country":"{{{country}}}"},"loyalty":{"points":{{{points}}}}}""";

    private static string Link(int one, int other) =>
        $$$"""{"datasetId":"links","entity":{"identityMap":{"Email":[{"id":"user{{{one}}}@example.com","primary":true},{"id":"user{{{other}}}@example.com"}]} } }""";
}
