using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Tests.Partitions;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Replication;

public sealed class CheckpointStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly MemoryFiles _files = new();

    [Fact]
    public async Task SaveAsync_NotNewerThanTheCurrentOne_IsRefusedAndLeavesNothing()
    {
        var store = new CheckpointStore(_files, "part/0");
        Assert.True(await SaveAsync(store, 10));
        var names = _files.Names.ToList();

        Assert.False(await SaveAsync(store, 10));
        Assert.False(await SaveAsync(store, 9));
        Assert.False(await store.RaiseAsync(10, 1, None));

        Assert.Equal(names, _files.Names);
        Assert.Equal(10, (await new CheckpointStore(_files, "part/0").LoadAsync(None))!.Epoch);
    }

    [Fact]
    public async Task SaveAsync_AnotherActivationWasFirst_IsRefusedAndLeavesNothing()
    {
        var (one, other) = (new CheckpointStore(_files, "part/0"), new CheckpointStore(_files, "part/0"));
        Assert.True(await SaveAsync(one, 10));
        var names = _files.Names.ToList();

        Assert.False(await SaveAsync(other, 20));

        Assert.Equal(names, _files.Names);
        Assert.Equal(10, (await other.LoadAsync(None))!.Epoch);
    }

    [Fact]
    public async Task RaiseAsync_NothingChanged_KeepsTheFiles()
    {
        var store = new CheckpointStore(_files, "part/0");
        await SaveAsync(store, 10);
        var names = _files.Names.ToList();

        Assert.True(await store.RaiseAsync(15, 9, None));

        var manifest = (await new CheckpointStore(_files, "part/0").LoadAsync(None))!;
        Assert.Equal((2, 15, 9), (manifest.Version, manifest.Epoch, manifest.DataEpoch));
        Assert.Equal(names, manifest.FileNames);
        Assert.Equal(names, _files.Names);
    }

    [Theory]
    [InlineData("part/3/12-abc.index", 12), InlineData("shard/0/1-x.y-z", 1), InlineData("part/3/manifest", null), InlineData("part/3/-x", null), InlineData("part/3/a-1", null)]
    public void VersionOf_Names_TellsTheVersionOfTheManifest(string name, int? version) => Assert.Equal(version, CheckpointStore.VersionOf(name));

    [Fact]
    public async Task Partition_NothingChangedHere_RaisesItsCheckpointOnly()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"a"}]}}""");
        await sandbox.Replicas[0].SaveCheckpointAsync(sandbox.Writer.Epoch, None);
        var names = sandbox.Files.Names.ToList();
        var epoch = await sandbox.Writer.AppendAsync(new Log.QueueItem(Guid.NewGuid()));

        await sandbox.Replicas[0].SaveCheckpointAsync(epoch, None);

        Assert.Equal(names, sandbox.Files.Names);
        Assert.Equal(epoch, (await new CheckpointStore(sandbox.Files, "part/0").LoadAsync(None))!.Epoch);
        await sandbox.RestartAsync();
        var read = sandbox.Log.EntriesRead;
        await sandbox.Replicas[0].CatchUpAsync(epoch, None);
        Assert.Equal(read, sandbox.Log.EntriesRead);
    }

    [Fact]
    public async Task Partition_AnotherActivationWroteACheckpoint_EndsAndTheNextOneBuildsOnIt()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var first = await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"a"}]}}""");
        var (one, other) = (sandbox.Replicas[0], sandbox.CreateReplicas()[0]);
        await one.CatchUpAsync(first, None);
        await other.CatchUpAsync(first, None);
        var second = await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"b"}]}}""");

        await one.SaveCheckpointAsync(second, None);
        await other.SaveCheckpointAsync(first, None);

        Assert.False(one.HasFailed);
        Assert.True(other.HasFailed);
        Assert.Equal(second, (await new CheckpointStore(sandbox.Files, "part/0").LoadAsync(None))!.Epoch);
        other.Dispose();
    }

    [Fact]
    public async Task Partition_BehindAFloorThatAnotherActivationMadePossible_EndsAndTheNextOneLoadsItsCheckpoint()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var first = await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"a"}]}}""");
        var behind = sandbox.CreateReplicas()[0];
        await behind.CatchUpAsync(first, None);
        var second = await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"b"}]}}""");
        await sandbox.Replicas[0].SaveCheckpointAsync(second, None);
        await sandbox.Log.TrimAsync(1, second, new SandboxLogSnapshot(second, "snapshot/x"), None);

        var third = await sandbox.Writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"c"}]}}""");
        await Assert.ThrowsAsync<EntriesTrimmedException>(() => behind.CatchUpAsync(third, None));

        Assert.True(behind.HasFailed);
        var next = sandbox.CreateReplicas()[0];
        await next.CatchUpAsync(third, None);
        Assert.Equal(third, next.AppliedEpoch);
        behind.Dispose();
        next.Dispose();
    }

    private static Task<bool> SaveAsync(CheckpointStore store, long epoch)
    {
        var name = store.NextPrefix() + ".state";
        return store.SaveAsync(
            new CheckpointDraft(epoch, epoch, name, null, [(name, static (stream, token) => stream.WriteAsync(new byte[] { 1 }, token).AsTask())], [name]), None);
    }
}
