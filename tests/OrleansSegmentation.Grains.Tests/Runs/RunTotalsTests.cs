using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Runs;

namespace OrleansSegmentation.Grains.Tests.Runs;

public sealed class RunTotalsTests
{
    private static readonly Guid Policy = new(1, 0, 0, new byte[8]);
    private static readonly Guid Segment = new(2, 0, 0, new byte[8]);
    private static readonly JobRequest Request = new(
        [new JobRequestSegment(Segment, Policy, "pql/text", "true")], [new MergePolicySnapshot(Policy, 1, "pdg", "timestampOrdered", [])]);

    [Fact]
    public void Sum_AllPartitions_AddsEveryCount()
    {
        var first = Counts(realized: 7, exited: 2, entered: 5, left: 1, carried: 3) with
        {
            Namespaces = new Dictionary<string, long> { ["email"] = 6, ["ecid"] = 1 },
            EvaluationMicroseconds = 10,
            Absorbed = 1,
            Deleted = 2,
        };
        var second = Counts(realized: 4, exited: 0, entered: 0, left: 0, carried: 4) with
        {
            Namespaces = new Dictionary<string, long> { ["email"] = 4 },
            EvaluationMicroseconds = 5,
            Absorbed = 3,
        };

        var result = RunTotals.Sum(Request, [Partition(0, first), Partition(1, second)], retried: 1, startedAtMs: 100, endedAtMs: 250);

        Assert.Equal(new PolicyResult(Policy, 20, 2), Assert.Single(result.Policies));
        var total = Assert.Single(result.Segments);
        Assert.Equal((11, 2, 5, 1, 7), (total.Realized, total.Exited, total.Entered, total.Left, total.Carried));
        Assert.Equal((15, 4, 2), (total.EvaluationMicroseconds, total.Absorbed, total.Deleted));
        Assert.Equal(new Dictionary<string, long> { ["ecid"] = 1, ["email"] = 10 }, total.Namespaces);
        Assert.Equal(new PartitionCounts(2, 2, 0, 1), result.Partitions);
        Assert.Equal((100, 250), (result.EvaluationStartedAtMs, result.EvaluationEndedAtMs));
    }

    [Fact]
    public void Sum_CountsThatContradictEachOther_AreRefused()
    {
        var error = Assert.Throws<RunInconsistentException>(() => RunTotals.Sum(
            Request, [Partition(0, Counts(realized: 7, exited: 0, entered: 5, left: 1, carried: 2))], 0, 100, 250));

        Assert.Contains($"Segment {Segment}: 2 carried + 5 entered - 1 left is not 7 realized", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sum_NamespaceWithMoreThanAllMembers_IsRefused() => Assert.Throws<RunInconsistentException>(() => RunTotals.Sum(
        Request,
        [Partition(0, Counts(realized: 1, exited: 0, entered: 1, left: 0, carried: 0) with { Namespaces = new Dictionary<string, long> { ["email"] = 2 } })],
        0, 100, 250));

    [Fact]
    public void Sum_PartitionWithoutTheSegment_IsRefused()
    {
        var partition = new PartitionResult(Guid.Empty, 3, "results/x/3", [new PolicyResult(Policy, 1, 0)], []);

        var error = Assert.Throws<RunInconsistentException>(() => RunTotals.Sum(Request, [partition], 0, 100, 250));

        Assert.Contains("Partition 3", error.Message, StringComparison.Ordinal);
    }

    private static SegmentResult Counts(long realized, long exited, long entered, long left, long carried) =>
        new(Segment, realized, exited, entered, left, carried, new Dictionary<string, long>(), 0, 0, 0);

    private static PartitionResult Partition(int partition, SegmentResult segment) =>
        new(Guid.Empty, partition, $"results/x/{partition}", [new PolicyResult(Policy, 10, 1)], [segment]);
}
