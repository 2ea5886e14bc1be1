using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Members;
using OrleansSegmentation.Grains.Tests.Partitions;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Members;

public sealed class PartitionMembersTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JobRequestSegment All = ReplicatedSandbox.Segment(1, "true");

    [Fact]
    public async Task ListMembersAsync_AfterAPage_GoesOnBehindIt()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var segment = await PublishAsync(sandbox, 20);
        var whole = (await sandbox.Replicas[0].ListMembersAsync(segment, null, 100, None))!;
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => XidOrder.Of(IdentityKey.Of("crmid", $"c{i}"))).Order(), whole.Orders);

        var page = (await sandbox.Replicas[0].ListMembersAsync(segment, whole.Orders[6], 5, None))!;
        Assert.Equal((20, 5), (page.TotalCount, page.Orders.Count));
        Assert.Equal(whole.Numbers.Skip(7).Take(5), page.Numbers);
        Assert.Equal(whole.Orders.Skip(7), (await sandbox.Replicas[0].ListMembersAsync(segment, whole.Orders[7] - 1, 100, None))!.Orders);
        Assert.Empty((await sandbox.Replicas[0].ListMembersAsync(segment, whole.Orders[^1], 5, None))!.Orders);
    }

    [Fact]
    public async Task ListMembersAsync_OfAResultThatIsNotPublished_AnswersNothing()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var segment = await PublishAsync(sandbox, 3);
        Assert.Null(await sandbox.Replicas[0].ListMembersAsync(segment with { EvaluatedAtMs = segment.EvaluatedAtMs - 1 }, null, 5, None));
        Assert.Null(await sandbox.Replicas[0].ListMembersAsync(segment with { SegmentId = Guid.NewGuid() }, null, 5, None));
        Assert.Empty((await sandbox.Replicas[0].ListMembersAsync(segment with { IsExited = true }, null, 5, None))!.Orders);
    }

    [Fact]
    public async Task DescribeMembersAsync_MembersJoinedSinceTheyWereListed_AnswersNothing()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        var segment = await PublishAsync(sandbox, 3);
        var listed = (await sandbox.Replicas[0].ListMembersAsync(segment, null, 5, None))!;
        var described = (await sandbox.Replicas[0].DescribeMembersAsync(segment, listed, ReplicatedSandbox.Newest, null, None))!;
        Assert.Equal(listed.Orders.Select(XidOrder.ToXid), described.Select(static member => member.EntityId));

        var joined = await sandbox.Writer.IngestAsync("""{"identityMap":{"crmid":[{"id":"c0"},{"id":"c1"}]}}""");
        var later = segment with { Epoch = joined };
        Assert.Null(await sandbox.Replicas[0].DescribeMembersAsync(later, listed, ReplicatedSandbox.Newest, null, None));
        var again = (await sandbox.Replicas[0].ListMembersAsync(later, null, 5, None))!;
        Assert.Equal(2, again.TotalCount);
        Assert.Equal(2, (await sandbox.Replicas[0].DescribeMembersAsync(later, again, ReplicatedSandbox.Newest, ["a"], None))!.Count);
    }

    [Fact]
    public async Task ListMembersAsync_SeveralIdentities_NamesTheProfileByTheLeastPrimaryOne()
    {
        using var sandbox = new ReplicatedSandbox(partitionCount: 1);
        await sandbox.Writer.IngestAsync(
            """
            {"identityMap":{"Email":[{"id":"A@x","primary":true}],"aaa":[{"id":"0"}]}}
            {"identityMap":{"crmid":[{"id":"z","primary":true}],"aaa":[{"id":"0"}]}}
            {"identityMap":{"crmid":[{"id":"y","primary":true}],"aaa":[{"id":"0"}]}}
            """);
        var segment = await PublishAsync(sandbox, 0);
        var listed = (await sandbox.Replicas[0].ListMembersAsync(segment, null, 5, None))!;
        Assert.Equal(IdentityKey.Of("crmid", "y").ToXid(), XidOrder.ToXid(Assert.Single(listed.Orders)));
    }

    private static async Task<PublishedSegment> PublishAsync(ReplicatedSandbox sandbox, int profiles)
    {
        if (profiles > 0) await sandbox.Writer.IngestAsync(string.Join('\n', Enumerable.Range(0, profiles).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"c{{{i}}}"}]},"a":{{{i}}}}""")));
        var job = await sandbox.StartAsync(new JobRequest([All], [ReplicatedSandbox.Newest]));
        await sandbox.PublishAsync(job, await sandbox.EvaluateAsync(job));
        return new PublishedSegment(All.SegmentId, job.NowMs, IsExited: false, sandbox.Writer.Epoch);
    }
}
