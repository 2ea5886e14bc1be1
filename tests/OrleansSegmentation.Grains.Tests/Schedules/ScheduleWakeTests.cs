using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Schedules;

public sealed class ScheduleWakeTests
{
    [Fact]
    public async Task SiloStart_WithAPlannedTimeMissed_MakesTheJobWithoutAnyCall()
    {
        var storage = new InMemoryStorage();
        await Turn.RunAsync(async () =>
        {
            // Long ago by any clock: the last planned time of a daily schedule is less than a day old.
            var sandbox = await OpenSandbox.CreateAsync(storage: storage, start: new DateTimeOffset(2020, 1, 1, 9, 0, 0, TimeSpan.Zero));
            await sandbox.DefineAsync("a");
            await sandbox.Schedules.CreateAsync(new ScheduleDraft("s", "active", "batch_segmentation", null, new ScheduleProperties(["*"], null)));
        });

        var log = storage.Log(OpenSandbox.Descriptor.SandboxId);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var cluster = SandboxCluster.Build(storage);
        await cluster.DeployAsync();
        var accepted = log.Entries.SelectMany(Accepts).FirstOrDefault();
        for (var epoch = log.Entries[^1].Epoch; accepted is null; epoch = log.Entries[^1].Epoch)
        {
            await log.WaitForEpochAfterAsync(epoch, patience.Token);
            accepted = log.Entries.SelectMany(Accepts).FirstOrDefault();
        }

        Assert.Equal("scheduler", accepted.Source);
        Assert.True(accepted.Fire!.IsPlanned);
        Assert.Equal(TimeSpan.FromHours(1).TotalMilliseconds, accepted.Fire.TimeMs % TimeSpan.FromDays(1).TotalMilliseconds);
    }

    private static IEnumerable<AcceptItem> Accepts(Storage.SandboxLogEntry entry) => LogEntryJson.Decode(entry).Items.OfType<AcceptItem>();
}
