using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Partitions;
using OrleansSegmentation.Grains.Partitions.Evaluation;
using OrleansSegmentation.Grains.Scheduling;

namespace OrleansSegmentation.Grains.Tests.Partitions.Evaluation;

public sealed class JobPlanCacheTests : IDisposable
{
    private static readonly Guid Segment = new(2, 0, 0, new byte[8]);

    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 2 }));

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task GetAsync_EqualContentFromManyPartitions_CompilesOnce()
    {
        var cache = new JobPlanCache(_pool);

        var plans = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => cache.GetAsync(Request("loyalty.points > 10"))));

        Assert.All(plans, plan => Assert.Same(plans[0], plan));
    }

    [Fact]
    public async Task GetAsync_AnotherExpression_GivesAnotherPlan()
    {
        var cache = new JobPlanCache(_pool);

        Assert.NotSame(await cache.GetAsync(Request("loyalty.points > 10")), await cache.GetAsync(Request("loyalty.points > 11")));
    }

    [Fact]
    public async Task GetAsync_ExpressionThatDoesNotCompile_NamesTheSegmentEveryTime()
    {
        var cache = new JobPlanCache(_pool);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var error = await Assert.ThrowsAsync<ExpressionFailedException>(() => cache.GetAsync(Request("loyalty.points >")));

            Assert.Equal(Segment, error.SegmentId);
            Assert.Contains($"Segment {Segment}: PQL", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetAsync_MoreThanItKeeps_ForgetsTheOldestOnly()
    {
        var cache = new JobPlanCache(_pool);
        var first = await cache.GetAsync(Request("loyalty.points > 0"));
        for (var points = 1; points < 33; points++) await cache.GetAsync(Request($"loyalty.points > {points}"));
        var recent = await cache.GetAsync(Request("loyalty.points > 32"));

        Assert.Same(recent, await cache.GetAsync(Request("loyalty.points > 32")));
        Assert.NotSame(first, await cache.GetAsync(Request("loyalty.points > 0")));
    }

    private static JobRequest Request(string expression) =>
        new([new JobRequestSegment(Segment, Guid.Empty, "pql/text", expression)], []);
}
