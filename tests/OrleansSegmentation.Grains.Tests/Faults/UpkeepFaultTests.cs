using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Grains.Tests.Sandboxes;
using OrleansSegmentation.Grains.Tests.Sandboxes.Snapshots;

namespace OrleansSegmentation.Grains.Tests.Faults;

/// <summary>A process dies, or its store fails, at each single step of checkpoints, snapshots, trims and sweeps.</summary>
public sealed class UpkeepFaultTests
{
    [Fact]
    public Task Upkeep_WithoutFaults_LeavesOnlyTheNewestCheckpointsAndSnapshot() => Turn.RunAsync(async () =>
    {
        var plan = new FaultPlan(IsUpkeep);
        var (store, clock) = (new MemoryStorage(), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        using var sandbox = await LiveAsync(new FaultyStorage(store, plan), clock);

        await AssertCleanAsync(store, sandbox);

        Assert.Contains(plan.Counted, static change => change.Action == StoreAction.Trim);
        Assert.Contains(plan.Counted, static change => change.Action == StoreAction.Delete && change.Name.StartsWith("results/", StringComparison.Ordinal));
        Assert.Contains(plan.Counted, static change => change.Action == StoreAction.Delete && change.Name.Contains("/upload-", StringComparison.Ordinal));
        Assert.Contains(plan.Counted, static change => change.Action == StoreAction.Delete && change.Name.StartsWith("snapshot/", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData(nameof(Fault.CrashBefore)), InlineData(nameof(Fault.CrashAfter)), InlineData(nameof(Fault.Refuse)), InlineData(nameof(Fault.LoseAnswer))]
    public Task Upkeep_GoingWrongAtAnyStep_LosesNothingAndCleansUpLater(string kind) => Turn.RunAsync(async () =>
    {
        var fault = Enum.Parse<Fault>(kind);
        for (var at = 0; ; at++)
        {
            var plan = new FaultPlan(IsUpkeep, at, fault);
            var store = new ArchivedStorage(new MemoryStorage());
            var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
            await LiveUntilItFailsAsync(new FaultyStorage(store, plan), clock);
            if (plan.Hit is not { } hit)
            {
                Assert.True(at > 50, $"Only {at} steps were tried.");
                return;
            }

            await AssertRightAsync(store, clock, $"{fault} at step {at}: {hit.Action} {hit.Name}");
        }
    });

    [Fact]
    public Task Trim_WhoseAnswerIsLost_StopsTheWriterBeforeItDeletesAnything() => Turn.RunAsync(async () =>
    {
        var plan = new FaultPlan(static change => change.Action == StoreAction.Trim, at: 0, Fault.LoseAnswer);
        var (store, clock) = (new MemoryStorage(), new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        using var sandbox = await UpkeptSandbox.OpenAsync(new FaultyStorage(store, plan), clock);
        await sandbox.IngestUploadAsync(Records(0, 10));
        var before = store.Files(UpkeptSandbox.Id).Names.ToList();

        await sandbox.StayQuietAsync();

        Assert.NotNull(plan.Hit);
        Assert.NotNull(sandbox.Pump.Failure); // only the next writer knows which snapshot the head names
        Assert.Empty(before.Except(store.Files(UpkeptSandbox.Id).Names));
    });

    private static bool IsUpkeep(StoreChange change) => change.Action switch
    {
        StoreAction.Trim or StoreAction.Delete or StoreAction.Replace => true,
        StoreAction.Create => !change.Name.StartsWith("staged/", StringComparison.Ordinal) && !change.Name.StartsWith("results/", StringComparison.Ordinal),
        _ => false,
    };

    private static async Task LiveUntilItFailsAsync(FaultyStorage storage, FakeTimeProvider clock)
    {
        try
        {
            using var sandbox = await LiveAsync(storage, clock);
        }
        catch (Exception exception) when (exception is InjectedFaultException or SandboxUnavailableException or InvalidOperationException)
        {
            // The process ends here; what counts is what it left behind.
        }
    }

    // Two quiet phases with a published job and joins before each, one while a job runs.
    private static async Task<UpkeptSandbox> LiveAsync(FaultyStorage storage, FakeTimeProvider clock)
    {
        var sandbox = await UpkeptSandbox.OpenAsync(storage, clock);
        var segment = await sandbox.DefineAsync("members", "loyalty.points >= 50");
        await sandbox.IngestUploadAsync(Records(0, 10));
        await sandbox.IngestAsync(Records(10, 5));
        await sandbox.PublishAsync(await sandbox.EvaluateAsync(segment));
        await sandbox.IngestUploadAsync(Join(1, 12));
        await sandbox.StayQuietAsync();

        var job = await sandbox.EvaluateAsync(segment);
        await sandbox.IngestUploadAsync(Join(3, 14) + "\n" + Records(20, 2));
        await sandbox.StayQuietAsync(); // the pinned epoch stays rebuildable
        Assert.True(sandbox.Upkeep.Head.Floor < job.Attachment.Epoch);
        await sandbox.PublishAsync(job);
        await sandbox.IngestAsync(Records(30, 2));
        await sandbox.StayQuietAsync();
        return sandbox;
    }

    private static async Task AssertRightAsync(ArchivedStorage store, FakeTimeProvider clock, string what)
    {
        try
        {
            using var sandbox = await UpkeptSandbox.OpenAsync(store, clock);
            await CompareAsync(store, sandbox);
            await sandbox.CancelAllAsync();
            await sandbox.StayQuietAsync();
            await AssertCleanAsync(store, sandbox);

            using var again = await UpkeptSandbox.OpenAsync(store, clock);
            await CompareAsync(store, again);
        }
        catch (Exception exception)
        {
            throw new Xunit.Sdk.XunitException($"{what}: {exception}");
        }
    }

    private static async Task CompareAsync(ArchivedStorage store, UpkeptSandbox sandbox)
    {
        var state = SandboxState.Empty;
        await foreach (var entry in store.Archive.Log(UpkeptSandbox.Id).ReadAsync(1, sandbox.Pump.State.Epoch, CancellationToken.None))
            state = state.Apply(LogEntryJson.Decode(entry));
        Assert.Equal(StateDump.Of(state), StateDump.Of(sandbox.Pump.State));
        Assert.Equal(await sandbox.DescribeAsync(sandbox.CreateReplicas(store.Archive)), await sandbox.DescribeAsync(sandbox.Replicas));
    }

    // Everything up to the head is in checkpoints and one snapshot, and nothing else is there.
    private static async Task AssertCleanAsync(Storage.ISegmentationStorage store, UpkeptSandbox sandbox)
    {
        var head = await store.GetLog(UpkeptSandbox.Id).ReadHeadAsync(CancellationToken.None);
        Assert.Equal((sandbox.Pump.State.Epoch, sandbox.Pump.State.Epoch), (head.Epoch, head.Floor));
        Assert.Equal(head.Epoch, head.Snapshot!.Epoch);
        var expected = new List<string> { head.Snapshot.Name };
        var files = store.GetFiles(UpkeptSandbox.Id);
        foreach (var folder in new[] { "part/0", "part/1", "shard/0" })
            expected.AddRange((await new CheckpointStore(files, folder).LoadAsync(CancellationToken.None))!.FileNames);
        var found = new List<string>();
        await foreach (var name in files.ListAsync(string.Empty, CancellationToken.None)) found.Add(name);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found.Where(static name => !name.EndsWith("/manifest", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Records(int first, int count) => string.Join('\n', Enumerable.Range(first, count).Select(static number =>
        $$$"""{"identityMap":{"CRMID":[{"id":"c{{{number}}}"}]},"loyalty":{"points":{{{number * 10}}}}}"""));

    private static string Join(int one, int other) =>
        $$$"""{"identityMap":{"CRMID":[{"id":"c{{{one}}}"},{"id":"c{{{other}}}"}]},"note":"joined"}""";
}
