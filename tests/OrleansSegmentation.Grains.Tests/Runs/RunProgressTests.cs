using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Runs;

namespace OrleansSegmentation.Grains.Tests.Runs;

public sealed class RunProgressTests
{
    private static readonly Guid Policy = new(1, 0, 0, new byte[8]);
    private static readonly Guid Segment = new(2, 0, 0, new byte[8]);

    [Fact]
    public void ToCounts_SomePartitionsDone_SumsTheLatestWords()
    {
        var progress = new RunProgress(partitionCount: 4) { StartedAtMs = 5 };
        for (var partition = 0; partition < 3; partition++) progress.Ask(partition, isRetry: false);
        progress.Report(0, Word(1, profiles: 10, members: 1, isLast: false));
        progress.Report(0, Word(2, profiles: 30, members: 4, isLast: true));
        progress.Report(1, Word(1, profiles: 5, members: 2, isLast: false));

        var counts = progress.ToCounts();

        Assert.Equal(new PartitionCounts(4, 1, 2, 0), counts.Partitions);
        Assert.Equal((35, 35, 6, 5), (counts.ProfilesEvaluated, counts.ProfilesByPolicy[Policy], counts.MembersBySegment[Segment], counts.EvaluationStartedAtMs));
    }

    [Fact]
    public void Report_SecondAttemptStartsFromZero_ShowsTheFirstUntilItCatchesUp()
    {
        var progress = new RunProgress(partitionCount: 1);
        progress.Ask(0, isRetry: false);
        progress.Report(0, Word(9, profiles: 40, members: 4, isLast: false));

        progress.Ask(0, isRetry: true);
        progress.Report(0, Word(1, profiles: 0, members: 0, isLast: false));

        Assert.Equal(40, progress.ToCounts().ProfilesEvaluated);
        Assert.Equal(new PartitionCounts(1, 0, 1, 1), progress.ToCounts().Partitions);
        progress.Report(0, Word(2, profiles: 50, members: 5, isLast: true));
        Assert.Equal(50, progress.ToCounts().ProfilesEvaluated);
        Assert.Single(progress.Results);
    }

    [Theory]
    [InlineData(1, 200), InlineData(2, 500), InlineData(3, 1250), InlineData(4, 3125), InlineData(5, 5000), InlineData(50, 5000)]
    public void RetryDelay_Attempt_GrowsToItsLimit(int attempt, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new SegmentRunOptions().RetryDelayAfter(attempt));

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var result = new SegmentRunOptionsValidator().Validate(null, new SegmentRunOptions { MaxParallelPartitions = 0, MaxAttempts = 0, HeartbeatInterval = TimeSpan.Zero });

        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("Segmentation:Runs:MaxAttempts", result.FailureMessage, StringComparison.Ordinal);
        Assert.True(new SegmentRunOptionsValidator().Validate(null, new SegmentRunOptions()).Succeeded);
    }

    private static PartitionProgress Word(long sequence, long profiles, long members, bool isLast) => new(
        Guid.Empty, sequence, profiles, new Dictionary<Guid, long> { [Policy] = profiles }, new Dictionary<Guid, long> { [Segment] = members },
        isLast ? new PartitionResult(Guid.Empty, 0, "results/x/0", [], []) : null);
}
