using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>Random histories: what a live sandbox knows is what its log says, and the log keeps the rules.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public Task Replay_AfterARandomHistory_GivesTheLiveState(int seed) => Turn.RunAsync(async () =>
    {
        var random = new Random(seed);
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions
        {
            MaxConcurrentPerSandbox = 1 + seed % 3,
            MaxUnfinishedPerSandbox = 12,
            MaxRunDuration = TimeSpan.FromMinutes(3),
            RetentionDays = 1,
        });
        for (var step = 0; step < 250; step++)
        {
            await RandomHistory.StepAsync(sandbox, random);
            CheckRunning(sandbox.State);
            if (random.Next(40) != 0) continue;

            await sandbox.SettleAsync();
            var reopened = await sandbox.ReopenAsync();
            Assert.Equal(StateText.Of(sandbox.State), StateText.Of(Replayed(sandbox)));
            sandbox = reopened;
        }

        await sandbox.SettleAsync();
        Assert.Equal(StateText.Of(sandbox.State), StateText.Of(Replayed(sandbox)));
        CheckLog(sandbox, seed);
    });

    private static SandboxState Replayed(OpenSandbox sandbox) => sandbox.Log.Entries
        .Where(entry => entry.Epoch <= sandbox.State.Epoch)
        .Aggregate(SandboxState.Empty, (state, entry) => state.Apply(LogEntryJson.Decode(entry)));

    private static void CheckRunning(SandboxState state)
    {
        var running = state.Jobs.ActiveJobs.Where(job => job.HoldsSlot).ToList();
        var segments = running.SelectMany(job => job.Accepted.Segments.Select(segment => segment.SegmentId)).ToList();
        Assert.Equal(segments.Count, segments.Distinct().Count());
        Assert.Equal(state.Jobs.Jobs.Values.Count(job => !job.IsFinal && job.Accepted.Source == JobSources.Api), state.Jobs.UnfinishedOfCallers);
    }

    private static void CheckLog(OpenSandbox sandbox, int seed)
    {
        var entries = sandbox.Log.Entries.Select(LogEntryJson.Decode).ToList();
        var acceptedAt = new Dictionary<Guid, JobOrder>();
        var started = new List<JobOrder>();
        foreach (var entry in entries)
        {
            Assert.True(entry.Items.SkipWhile(item => item.ChangesData).All(item => !item.ChangesData), $"seed {seed}: data items lead entry {entry.Epoch}");
            foreach (var accept in entry.Items.OfType<AcceptItem>()) acceptedAt.Add(accept.JobId, new JobOrder(entry.TimeMs, accept.JobId));
            foreach (var start in entry.Items.OfType<StartItem>())
            {
                Assert.True(acceptedAt[start.JobId].CreationTimeMs < entry.TimeMs, $"seed {seed}: START in a later entry than ACCEPT");
                started.Add(acceptedAt[start.JobId]);
            }
        }

        Assert.True(entries.Zip(entries.Skip(1)).All(pair => pair.First.TimeMs < pair.Second.TimeMs), $"seed {seed}: log time rises");
        Assert.Equal(started.Order(), started);
        Assert.Contains(entries, entry => entry.Items.OfType<PublishItem>().Any());
    }
}
