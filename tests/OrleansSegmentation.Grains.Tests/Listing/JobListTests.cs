using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Listing;

public sealed class JobListTests
{
    [Fact]
    public Task List_WithoutAnything_IsNewestFirstAndPaged() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++) ids.Add((await sandbox.SubmitAsync(segment)).Id);
        ids.Reverse();

        var page = await sandbox.Jobs.ListAsync(new JobListQuery(2, 3, [], [], []));
        Assert.Equal(7, page.TotalCount);
        Assert.Equal(ids.Skip(2).Take(3), page.Jobs.Select(job => job.Id));
        var past = await sandbox.Jobs.ListAsync(new JobListQuery(7, 3, [], [], []));
        Assert.Equal((7, 0), (past.TotalCount, past.Jobs.Count));
    });

    [Fact]
    public Task List_StatusAndFilters_MustAllHold() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b");
        var onlyA = (await sandbox.SubmitAsync(a)).Id;
        await sandbox.CompleteAsync(onlyA);
        var both = (await sandbox.SubmitAsync(a, b)).Id;
        var waiting = (await sandbox.SubmitAsync(b)).Id;
        await sandbox.SettleAsync();
        PropertyFilter Has(Guid id) => new(["segments"], ["segmentId"], id.ToString());

        async Task<IEnumerable<Guid>> ListAsync(SegmentJobStatus[] statuses, params PropertyFilter[] filters) =>
            (await sandbox.Jobs.ListAsync(new JobListQuery(0, 10, statuses, [new SortKey("creationTime", false)], filters))).Jobs.Select(job => job.Id);

        Assert.Equal([onlyA, both], await ListAsync([], Has(a)));
        Assert.Equal([both], await ListAsync([], Has(a), Has(b))); // each filter may match another element
        Assert.Equal([both], await ListAsync([SegmentJobStatus.Processing, SegmentJobStatus.Queued], Has(a)));
        Assert.Equal([waiting], await ListAsync([SegmentJobStatus.Queued]));
        Assert.Equal([onlyA], await ListAsync([], new PropertyFilter(null, ["metrics", "segmentedProfileCounter", a.ToString()], "3")));
        Assert.Empty(await ListAsync([SegmentJobStatus.Failed]));
    });

    [Fact]
    public Task List_DeletedJob_IsGone() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var job = (await sandbox.SubmitAsync(segment)).Id;
        await sandbox.CompleteAsync(job);
        Assert.Single((await sandbox.Jobs.ListAsync(new JobListQuery(0, 10, [], [], []))).Jobs);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(1));
        await sandbox.Jobs.DeleteAsync(job, Guid.NewGuid());
        Assert.Empty((await sandbox.Jobs.ListAsync(new JobListQuery(0, 10, [], [], []))).Jobs);
    });
}
