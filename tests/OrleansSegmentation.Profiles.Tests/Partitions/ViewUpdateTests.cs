using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class ViewUpdateTests
{
    private static readonly MergePolicy Policy = new(new Guid(1, 0, 0, new byte[8]), 1, AttributeMerge.TimestampOrdered, []);

    [Fact]
    public void View_BeforeTheUpdateIsDone_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new PartitionProfiles(0).BeginUpdate(Policy).View);

    [Fact]
    public void View_OfAnEmptyPartition_IsEmpty()
    {
        var view = new TestSandbox(1).View(0, Policy);
        Assert.Equal((0L, 0L, 0), (view.ProfileCount, view.ExcludedTooManyIdentities, view.RowUpperBound));
        Assert.Empty(view.Pieces);
    }

    [Fact]
    public void Advance_WithoutBudget_WorksInSlicesAndEndsWithAllRows()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 1000, 1));
        var update = sandbox.Partitions[0].BeginUpdate(Policy);
        Assert.Same(update, sandbox.Partitions[0].BeginUpdate(Policy));
        Assert.False(update.Advance(TimeSpan.Zero));
        Assert.InRange(sandbox.Partitions[0].PendingRowCount(Policy), 1, 1000);
        Assert.Null(sandbox.Partitions[0].FindCurrentView(Policy));
        var slices = 1;
        while (!update.Advance(TimeSpan.Zero)) slices++;

        Assert.InRange(slices, 100, 200);
        Assert.Equal(1000, update.View.ProfileCount);
        Assert.Equal(0, sandbox.Partitions[0].PendingRowCount(Policy));
        Assert.Same(update.View, sandbox.Partitions[0].FindCurrentView(Policy));
        Assert.Equal(1, update.View.Epoch);
    }

    [Fact]
    public void Advance_BatchesAppliedBetweenSlices_AreInTheView()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 400, 1));
        var update = sandbox.Partitions[0].BeginUpdate(Policy);
        for (var version = 2; version < 40; version++)
        {
            Assert.False(update.Advance(TimeSpan.Zero));
            sandbox.Ingest(Lines((version * 7) % 300, 30, version));
            if (version == 20) sandbox.Ingest("""{"identityMap":{"ECID":[{"id":"e1"},{"id":"e399"},{"id":"new"}]}}""");
        }

        while (!update.Advance(TimeSpan.Zero))
        {
        }

        Assert.Equal(FreshRows(sandbox), TestSandbox.Rows(update.View));
    }

    [Fact]
    public void Views_OfManySmallUpdates_StayRightAndTheirPiecesFew()
    {
        var random = new Random(5);
        var sandbox = new TestSandbox(1);
        var earlier = new List<(MergedView View, SortedDictionary<int, string> Rows)>();
        for (var batch = 0; batch < 120; batch++)
        {
            sandbox.Ingest(Lines(random.Next(500), random.Next(1, 40), batch));
            var view = sandbox.View(0, Policy);
            Assert.InRange(view.Pieces.Count, 1, 16);
            Assert.All(view.Pieces, piece => Assert.True(2 * piece.Live.Count >= piece.Numbers.Length));
            if (batch % 10 == 0) earlier.Add((view, TestSandbox.Rows(view)));
        }

        Assert.Equal(FreshRows(sandbox), TestSandbox.Rows(sandbox.View(0, Policy)));
        Assert.All(earlier, snapshot => Assert.Equal(snapshot.Rows, TestSandbox.Rows(snapshot.View)));
    }

    [Fact]
    public void Views_OfSeveralPolicies_AreKeptApartAndDropped()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 10, 1));
        var other = Policy with { AttributeMerge = AttributeMerge.DatasetPrecedence };
        _ = sandbox.View(0, Policy);
        _ = sandbox.View(0, other);
        sandbox.Ingest(Lines(5, 10, 2));
        Assert.Equal(10, sandbox.Partitions[0].PendingRowCount(Policy));
        _ = sandbox.View(0, Policy);
        Assert.Equal((0, 10), (sandbox.Partitions[0].PendingRowCount(Policy), sandbox.Partitions[0].PendingRowCount(other)));

        sandbox.Partitions[0].DropViews(rules => rules == Policy.Rules);
        Assert.Equal((0, 15), (sandbox.Partitions[0].PendingRowCount(Policy), sandbox.Partitions[0].PendingRowCount(other)));
    }

    [Fact]
    public void DropViews_WhileAnUpdateIsUnderWay_KeepsItsView()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 100, 1));
        var update = sandbox.Partitions[0].BeginUpdate(Policy);
        Assert.False(update.Advance(TimeSpan.Zero));
        sandbox.Partitions[0].DropViews(_ => false);
        sandbox.Ingest(Lines(0, 100, 2));
        while (!update.Advance(TimeSpan.Zero))
        {
        }

        Assert.Equal(FreshRows(sandbox), TestSandbox.Rows(update.View));
    }

    [Fact]
    public void View_PolicyChangedInNameOnly_IsCurrentAtOnce()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 10, 1));
        var view = sandbox.View(0, Policy);
        Assert.Same(view, sandbox.Partitions[0].FindCurrentView(Policy with { Id = Guid.NewGuid(), Version = 7 }));
        Assert.Equal(10, sandbox.Partitions[0].PendingRowCount(Policy with { Graph = IdentityGraph.None }));
    }

    [Fact]
    public void PendingRowCount_OneRecordOfAHundredChanged_IsOneOfAHundredInEveryView()
    {
        MergePolicy[] policies = [Policy, Policy with { AttributeMerge = AttributeMerge.DatasetPrecedence }, Policy with { Graph = IdentityGraph.None }];
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 1000, 1));
        foreach (var policy in policies) _ = sandbox.View(0, policy);
        sandbox.Ingest(Lines(500, 10, 2));
        Assert.All(policies, policy => Assert.Equal(10, sandbox.Partitions[0].PendingRowCount(policy)));
    }

    [Fact]
    public void View_EpochWithoutChanges_IsStillCurrent()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest(Lines(0, 3, 1));
        _ = sandbox.View(0, Policy);
        sandbox.Partitions[0].AdvanceTo(77);
        Assert.Equal(77, sandbox.Partitions[0].FindCurrentView(Policy)!.Epoch);
    }

    private static SortedDictionary<int, string> FreshRows(TestSandbox sandbox) => TestSandbox.Rows(sandbox.View(0, Policy with { DatasetOrder = [$"{Guid.NewGuid()}"] }));

    private static string[] Lines(int first, int count, int version) =>
        [.. Enumerable.Range(first, count).Select(i => $$$"""{"identityMap":{"ECID":[{"id":"e{{{i}}}"}]},"version":{{{version}}}}""")];
}
