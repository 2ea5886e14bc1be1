using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Partitions.Results;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Partitions;

public sealed class PartitionReplicaTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JobRequest Request = new([ReplicatedSandbox.Segment(1, "loyalty.points >= 50")], [ReplicatedSandbox.Newest]);

    [Fact]
    public async Task FindPin_JobRuns_ReadsTheEpochOfItsStartWhateverComesLater()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(Record("a", 60));
        var job = await sandbox.StartAsync(Request);
        await sandbox.Writer.IngestAsync(Record("b", 70));
        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);

        var result = Assert.Single(await sandbox.EvaluateAsync(job));

        Assert.Equal((1, 1), (result.Segments[0].Realized, result.Policies[0].Profiles));
    }

    [Theory]
    [InlineData("CANCEL"), InlineData("END"), InlineData("FAIL"), InlineData("PUBLISH")]
    public async Task FindPin_JobEnds_IsGone(string kind)
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(Record("a", 60));
        var job = await sandbox.StartAsync(Request);
        var results = await sandbox.EvaluateAsync(job);
        var stopped = new List<(Guid, bool)>();
        sandbox.Replicas[0].JobStopped += (id, isPublished) => stopped.Add((id, isPublished));
        switch (kind)
        {
            case "CANCEL": await sandbox.Writer.AppendAsync(new CancelItem(job.JobId, Guid.NewGuid())); break;
            case "END": await sandbox.Writer.AppendAsync(new EndItem(job.JobId)); break;
            case "FAIL": await sandbox.Writer.AppendAsync(new FailItem(job.JobId, new JobError("SEG-RUN001", "x"), "error")); break;
            default: await sandbox.PublishAsync(job, results); break;
        }

        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);

        Assert.Null(sandbox.Replicas[0].FindPin(job.JobId));
        Assert.Equal([(job.JobId, kind == "PUBLISH")], stopped);
        Assert.Equal(kind == "PUBLISH" ? 1 : 0, (await sandbox.ReadMembersAsync(Request.Segments[0].SegmentId)).Count);
    }

    [Fact]
    public async Task CatchUpAsync_LongReplay_WritesCheckpointsOnTheWayAndWaitsForThem()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1, checkpointBytes: 1);
        for (var i = 0; i < 10; i++) await sandbox.Writer.IngestAsync(Record($"p{i}", 50 + i));
        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);
        await sandbox.Replicas[0].Checkpoint;

        var manifest = await new CheckpointStore(sandbox.Files, "part/0").LoadAsync(None);
        Assert.InRange(manifest!.Version, 5, 11); // at most one entry is applied while one is written

        await sandbox.RestartAsync();
        Assert.Equal(10, (await sandbox.EvaluateAsync(await sandbox.StartAsync(Request)))[0].Segments[0].Realized);
    }

    [Fact]
    public async Task ReadClustersAsync_DataChangedSince_SaysThatTheEpochIsGone()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var first = await sandbox.Writer.IngestAsync(Record("a", 60));
        var size = Assert.Single(await sandbox.Replicas[0].GetSizesAsync([0], first, None));
        var second = await sandbox.Writer.IngestAsync(Record("b", 70));
        await sandbox.Replicas[0].CatchUpAsync(second, None);

        await Assert.ThrowsAsync<EpochGoneException>(() => sandbox.Replicas[0].ReadClustersAsync([0], first, None));

        Assert.True(size > 0);
        Assert.Equal(new ClusterRef(0, 1), Assert.Single(await sandbox.Replicas[0].ReadClustersAsync([1], second, None)).Cluster);
    }

    [Fact]
    public async Task RefreshViewsAsync_BeforeAJob_LeavesTheStartNothingToMerge()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var policy = new Contracts.MergePolicies.MergePolicyDocument
        {
            Id = ReplicatedSandbox.Newest.Id,
            Name = "p",
            ImsOrgId = "org",
            Version = 1,
            IsActiveOnEdge = false,
            Default = true,
            UpdateEpoch = 1,
            Sandbox = new SandboxReference(Guid.Empty, "prod", "production", true),
            IdentityGraph = new Contracts.MergePolicies.IdentityGraphDocument("pdg"),
            AttributeMerge = new Contracts.MergePolicies.AttributeMergeDocument("timestampOrdered", null),
        };
        await sandbox.Writer.AppendAsync(new MergePolicyItem(policy));
        await sandbox.Writer.IngestAsync(string.Join('\n', Enumerable.Range(0, 100).Select(static number => Record($"c{number}", number))));
        var replica = sandbox.Replicas[0];
        await replica.CatchUpAsync(sandbox.Writer.Epoch, None);

        Assert.Equal(100, await replica.CountPendingRowsAsync(None));
        await replica.RefreshViewsAsync(minDirtyRows: 101, None);
        Assert.Equal(100, await replica.CountPendingRowsAsync(None));
        await replica.RefreshViewsAsync(minDirtyRows: 1, None);

        Assert.Equal(0, await replica.CountPendingRowsAsync(None));
        var job = await sandbox.StartAsync(Request);
        Assert.Equal(50, (await sandbox.EvaluateAsync(job))[0].Segments[0].Realized);
    }

    [Fact]
    public async Task EvaluateAsync_PolicyDeletedBeforeAndAfterTheStart_ReadsTheSnapshotOfTheJob()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(string.Join('\n', Enumerable.Range(0, 100).Select(static number => Record($"c{number}", number))));
        await sandbox.Writer.AppendAsync(new MergePolicyRemovedItem(ReplicatedSandbox.Newest.Id));
        var job = await sandbox.StartAsync(Request);
        await sandbox.Writer.AppendAsync(new MergePolicyRemovedItem(ReplicatedSandbox.Newest.Id));
        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);

        Assert.Equal(50, (await sandbox.EvaluateAsync(job))[0].Segments[0].Realized);
        Assert.Equal(0, await sandbox.Replicas[0].CountPendingRowsAsync(None));
    }

    [Fact]
    public async Task ReadClustersAsync_WhileAStartedJobsViewsAreMerged_DoesNotWaitForThem()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        // Far more than one slice merges: the read finds its turn long before the end.
        var data = await sandbox.Writer.IngestAsync(string.Join('\n', Enumerable.Range(0, 20_000).Select(static number => Record($"c{number}", number))));
        var replica = sandbox.Replicas[0];
        await replica.CatchUpAsync(data, None);
        var job = await sandbox.StartAsync(Request);

        var started = replica.CatchUpAsync(job.Epoch, None);
        var applied = replica.GetSizesAsync([0], job.Epoch, None); // the entry itself is applied at once
        var read = replica.ReadClustersAsync([0], data, None);
        var first = await Task.WhenAny(started, Task.WhenAll(applied, read));

        Assert.NotSame(started, first);
        await started;
        Assert.NotNull(replica.FindPin(job.JobId));
        Assert.Equal(19_950, (await sandbox.EvaluateAsync(job))[0].Segments[0].Realized);
    }

    [Fact]
    public async Task EvaluateAsync_AskedTwice_GivesTheResultThatWasStoredFirst()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 2);
        await sandbox.Writer.IngestAsync(string.Join('\n', Enumerable.Range(0, 50).Select(static number => Record($"c{number}", number * 2))));
        var job = await sandbox.StartAsync(Request);

        var results = await Task.WhenAll(sandbox.EvaluateAsync(job), sandbox.EvaluateAsync(job, sandbox.CreateReplicas()));

        for (var partition = 0; partition < 2; partition++)
        {
            var stored = sandbox.ReadOutcome(job.JobId, partition).ToResult().Segments[0];
            foreach (var result in results) Assert.Equal(stored.EvaluationMicroseconds, result[partition].Segments[0].EvaluationMicroseconds);
        }

        Assert.Equal(25, results[0].Sum(static result => result.Segments[0].Realized));
    }

    [Fact]
    public async Task CatchUpAsync_PublishedResultDamaged_NamesTheFileAndStaysWhereItWas()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(Record("a", 60));
        var job = await sandbox.StartAsync(Request);
        var results = await sandbox.EvaluateAsync(job);
        var before = sandbox.Writer.Epoch;
        await sandbox.PublishAsync(job, results);
        sandbox.Files.Damage(PartitionOutcome.FileNameOf(job.JobId, 0), position: 40);

        var error = await Assert.ThrowsAsync<StorageDamagedException>(() => sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None));

        Assert.Equal($"results/{job.JobId}/0", error.File);
        Assert.Equal((before, false), (sandbox.Replicas[0].AppliedEpoch, sandbox.Replicas[0].HasFailed));
    }

    [Theory]
    [InlineData(".state"), InlineData(".index"), InlineData(".content")]
    public async Task Load_CheckpointDamaged_NamesTheFile(string kind)
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1, checkpointEpochs: 1);
        await sandbox.Writer.IngestAsync(Record("a", 60));
        await sandbox.Replicas[0].SaveCheckpointAsync(sandbox.Writer.Epoch, None);
        var file = sandbox.Files.Names.Single(name => name.EndsWith(kind, StringComparison.Ordinal));
        sandbox.Files.Damage(file, position: 17);
        await sandbox.RestartAsync();
        var later = await sandbox.Writer.AppendAsync(new QueueItem(Guid.NewGuid()));

        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () =>
        {
            await sandbox.Replicas[0].CatchUpAsync(later, None);
            await sandbox.Replicas[0].ReadClustersAsync([0], later, None); // contents are read when they are needed
        });

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_WhileAJobRuns_Waits()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1, checkpointEpochs: 3);
        var job = await sandbox.StartAsync(Request);
        for (var batch = 0; batch < 5; batch++) await sandbox.Writer.IngestAsync(Record($"c{batch}", 60));
        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);
        await sandbox.Replicas[0].Checkpoint;
        Assert.DoesNotContain(sandbox.Files.Names, static name => name.StartsWith("part/", StringComparison.Ordinal));

        await sandbox.Writer.AppendAsync(new EndItem(job.JobId));
        await sandbox.Replicas[0].CatchUpAsync(sandbox.Writer.Epoch, None);
        await sandbox.Replicas[0].Checkpoint;

        Assert.Contains(sandbox.Files.Names, static name => name.StartsWith("part/0/1-", StringComparison.Ordinal));
        await sandbox.RestartAsync();
        var read = sandbox.Log.EntriesRead;
        var later = await sandbox.Writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        await sandbox.Replicas[0].CatchUpAsync(later, None);
        Assert.Equal(1, sandbox.Log.EntriesRead - read);
    }

    private static string Record(string identity, int points) =>
        $$$"""{"identityMap":{"CRMID":[{"id":"{{{identity}}}"}]},"loyalty":{"points":{{{points}}}}}""";
}
