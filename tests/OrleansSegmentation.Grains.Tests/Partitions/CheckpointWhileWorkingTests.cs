using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Replication;

namespace OrleansSegmentation.Grains.Tests.Partitions;

/// <summary>Writing checkpoints and compacting stand in nobody's way.</summary>
public sealed class CheckpointWhileWorkingTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JobRequest Request = new([ReplicatedSandbox.Segment(1, "loyalty.points >= 50")], [ReplicatedSandbox.Newest]);

    [Fact]
    public async Task Checkpoint_WriteDoesNotEnd_IngestAndJobsGoOn()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(Records(0, 100));
        var replica = sandbox.Replicas[0];
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sandbox.Files.BeforeCreate = (name, _) =>
        {
            if (!name.StartsWith("part/0/", StringComparison.Ordinal)) return Task.CompletedTask;
            reached.TrySetResult();
            return released.Task;
        };
        var held = sandbox.Writer.Epoch;
        var saving = replica.SaveCheckpointAsync(held, None);
        await reached.Task;

        // Everything that a partition does, with the write held: a job, more records that change what is being written, and another job.
        var first = await sandbox.StartAsync(Request);
        var counted = await sandbox.EvaluateAsync(first);
        Assert.Equal(50, counted[0].Segments[0].Realized);
        await sandbox.PublishAsync(first, counted);
        await sandbox.Writer.IngestAsync(Records(50, 200));
        var second = await sandbox.StartAsync(Request);
        counted = await sandbox.EvaluateAsync(second);
        Assert.Equal(150, counted[0].Segments[0].Realized);
        await sandbox.PublishAsync(second, counted);
        Assert.Equal(150, (await sandbox.ReadMembersAsync(Request.Segments[0].SegmentId)).Count);
        Assert.False(saving.IsCompleted);

        released.SetResult();
        await saving;
        Assert.Equal(held, (await new CheckpointStore(sandbox.Files, "part/0").LoadAsync(None))!.Epoch);
        await sandbox.RestartAsync();
        Assert.Equal(150, (await sandbox.EvaluateAsync(await sandbox.StartAsync(Request)))[0].Segments[0].Realized);
    }

    [Fact]
    public async Task Checkpoints_OfTheSameProfilesAgainAndAgain_AreCompactedWhileEntriesAreApplied()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1, checkpointBytes: 40_000);
        for (var round = 0; round < 20; round++)
        {
            await sandbox.Writer.IngestAsync(Records(0, 200));
            await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);
            if (round % 4 == 3) Assert.Equal(150, (await CountAsync(sandbox))[0].Segments[0].Realized);
        }

        await sandbox.Replicas[0].SaveCheckpointAsync(sandbox.Writer.Epoch, None);

        var manifest = await new CheckpointStore(sandbox.Files, "part/0").LoadAsync(None);
        Assert.Equal(sandbox.Writer.Epoch, manifest!.Epoch);
        var contents = manifest.FileNames.Where(static name => name.EndsWith(".content", StringComparison.Ordinal)).Sum(name => sandbox.Files.Read(name).Length);
        Assert.InRange(contents, 200 * 120, 2 * 200 * 160); // 20 versions came, one is kept
        Assert.Equal(manifest.FileNames.Order(StringComparer.Ordinal), sandbox.Files.Names.Where(static name => name.StartsWith("part/", StringComparison.Ordinal)));
    }

    private static async Task<PartitionResult[]> CountAsync(ReplicatedSandbox sandbox)
    {
        var job = await sandbox.StartAsync(Request);
        var results = await sandbox.EvaluateAsync(job);
        await sandbox.PublishAsync(job, results);
        return results;
    }

    private static string Records(int first, int end) => string.Join('\n', Enumerable.Range(first, end - first).Select(static number =>
        $$$"""{"identityMap":{"CRMID":[{"id":"c{{{number}}}"}]},"loyalty":{"points":{{{number}}}},"note":"{{{new string('n', 100)}}}"}"""));
}
