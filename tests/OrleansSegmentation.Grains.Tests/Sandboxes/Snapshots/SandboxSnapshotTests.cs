using System.Reflection;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Sandboxes.Snapshots;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes.Snapshots;

/// <summary>A snapshot stands in for the log: whatever happened, nothing of it is lost.</summary>
public sealed class SandboxSnapshotTests
{
    [Theory]
    [InlineData(21), InlineData(22), InlineData(23), InlineData(24), InlineData(25), InlineData(26)]
    public Task Opening_FromSnapshotsAfterARandomHistory_EqualsReplayingEverything(int seed) => Turn.RunAsync(async () =>
    {
        var random = new Random(seed);
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions
        {
            MaxConcurrentPerSandbox = 1 + seed % 3,
            MaxUnfinishedPerSandbox = 12,
            MaxRunDuration = TimeSpan.FromMinutes(3),
            RetentionDays = 1,
        });
        var snapshots = 0;
        for (var step = 0; step < 200; step++)
        {
            await RandomHistory.StepAsync(sandbox, random);
            if (random.Next(15) != 0) continue;

            await sandbox.SettleAsync();
            Assert.Equal(StateDump.Of(sandbox.State), StateDump.Of(Decoded(sandbox.State)));
            await TrimAsync(sandbox, random);
            sandbox = await sandbox.ReopenAsync();
            await sandbox.SettleAsync();
            Assert.Equal(StateDump.Of(Replayed(sandbox)), StateDump.Of(sandbox.State));
            snapshots++;
        }

        Assert.True(snapshots > 5, $"seed {seed}");
        Assert.True((await sandbox.Log.ReadHeadAsync(CancellationToken.None)).Floor > 0, $"seed {seed}");
    });

    [Fact]
    public Task Snapshot_OfJobsThatShareTheirSegments_HoldsEachSegmentOnce() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync(new SegmentJobOptions { MaxUnfinishedPerSandbox = 1000 });
        var expression = new string('x', 10_000);
        var segment = await sandbox.DefineAsync("a", expression);
        for (var job = 0; job < 100; job++) await sandbox.SubmitAsync(segment);

        var file = SandboxSnapshotFile.Encode(sandbox.State);

        Assert.InRange(file.Length, expression.Length, 20 * expression.Length);
        var jobs = SandboxSnapshotFile.Decode("snapshot/x", file).Jobs.Jobs.Values;
        Assert.Single(jobs.Select(static job => job.Accepted.Segments).Distinct(ReferenceEqualityComparer.Instance));
    });

    [Theory]
    [InlineData(typeof(SandboxState), typeof(SandboxStateSnapshot))]
    [InlineData(typeof(JobRecord), typeof(JobRecordSnapshot), nameof(JobRecord.Document))]
    [InlineData(typeof(JobBook), typeof(JobBookSnapshot), nameof(JobBook.Waiting), nameof(JobBook.Active), nameof(JobBook.UnfinishedOfCallers), "Snapshots")]
    [InlineData(typeof(DefinitionCatalog), typeof(DefinitionCatalogSnapshot), "_definitions", "_names")]
    public void Snapshot_OfEveryStoredProperty_HasOne(Type state, Type snapshot, params string[] derived)
    {
        var stored = state.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(static field => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name);
        var kept = snapshot.GetProperties().Select(static property => property.Name);

        Assert.Empty(stored.Except(kept).Except(derived));
    }

    [Fact]
    public Task File_WithAnyByteChangedOrMissing_IsDamageThatNamesIt() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("a");
        var file = SandboxSnapshotFile.Encode(sandbox.State);
        for (var position = 0; position < file.Length; position++)
        {
            var changed = file.ToArray();
            changed[position] ^= 0x10;
            Assert.Equal("snapshot/7-x", Assert.Throws<StorageDamagedException>(() => SandboxSnapshotFile.Decode("snapshot/7-x", changed)).File);
            Assert.Throws<StorageDamagedException>(() => SandboxSnapshotFile.Decode("snapshot/7-x", file.AsMemory(0, position)));
        }
    });

    [Fact]
    public Task File_OfAnUnknownVersion_IsRefusedByName() => Turn.RunAsync(async () =>
    {
        var file = SandboxSnapshotFile.Encode((await OpenSandbox.CreateAsync()).State);
        file[8] = 2;

        var error = Assert.Throws<StorageDamagedException>(() => SandboxSnapshotFile.Decode("snapshot/7-x", file));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("snapshot/7-x", error.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Opening_SnapshotIsMissing_SaysSoByName() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.Log.TrimAsync(sandbox.Pump.Term, 1, new SandboxLogSnapshot(1, "snapshot/gone"), CancellationToken.None);

        var error = await Assert.ThrowsAsync<StorageDamagedException>(sandbox.ReopenAsync);

        Assert.Equal("snapshot/gone", error.File);
    });

    private static SandboxState Decoded(SandboxState state) => SandboxSnapshotFile.Decode("snapshot/x", SandboxSnapshotFile.Encode(state));

    private static SandboxState Replayed(OpenSandbox sandbox) => sandbox.Log.History
        .Where(entry => entry.Epoch <= sandbox.State.Epoch)
        .Aggregate(SandboxState.Empty, static (state, entry) => state.Apply(LogEntryJson.Decode(entry)));

    private static async Task TrimAsync(OpenSandbox sandbox, Random random)
    {
        var state = sandbox.State;
        var snapshot = new SandboxLogSnapshot(state.Epoch, $"snapshot/{state.Epoch}-{Guid.NewGuid():N}");
        await sandbox.Storage.GetFiles(OpenSandbox.Descriptor.SandboxId).CreateAsync(snapshot.Name, SandboxSnapshotFile.Encode(state), CancellationToken.None);
        var head = await sandbox.Log.ReadHeadAsync(CancellationToken.None);
        await sandbox.Log.TrimAsync(sandbox.Pump.Term, random.NextInt64(head.Floor, state.Epoch + 1), snapshot, CancellationToken.None);
    }
}
