using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Listing;

namespace OrleansSegmentation.Grains.Tests.Listing;

public sealed class DocumentOrderTests
{
    [Fact]
    public void Sort_ByANumber_IsNumericInBothDirections()
    {
        var jobs = new[] { Samples.Job(10), Samples.Job(9), Samples.Job(100) };
        Assert.Equal([9, 10, 100], Sorted(jobs, ("computeJobId", false)));
        Assert.Equal([100, 10, 9], Sorted(jobs, ("computeJobId", true)));
        Assert.Equal([100, 10, 9], Sorted(jobs, ("metrics.totalTime.startTimeInMs", true)));
    }

    [Fact]
    public void Sort_MissingValues_AreLastInBothDirections()
    {
        var waiting = Samples.Job(1) with { Metrics = new JobMetrics(), Properties = null };
        var jobs = new[] { waiting, Samples.Job(2), Samples.Job(3) };
        Assert.Equal([2, 3, 1], Sorted(jobs, ("metrics.totalProfiles", false)));
        Assert.Equal([3, 2, 1], Sorted(jobs, ("metrics.totalProfiles", true)));
        Assert.Equal([2, 3, 1], Sorted(jobs, ("properties.scheduleId", true)));
    }

    [Fact]
    public void Sort_Ties_AreBrokenByIdAscendingWhateverTheDirection()
    {
        var jobs = new[] { Samples.Job(3), Samples.Job(1), Samples.Job(2) };
        Assert.Equal([1, 2, 3], Sorted(jobs, ("source", true)));
        Assert.Equal([1, 2, 3], Sorted(jobs, ("source", false)));
    }

    [Fact]
    public void Sort_SeveralKeys_AppliesThemInOrder()
    {
        var jobs = new[]
        {
            Samples.Job(1, SegmentJobStatus.Succeeded), Samples.Job(2, SegmentJobStatus.Failed),
            Samples.Job(3, SegmentJobStatus.Succeeded), Samples.Job(4, SegmentJobStatus.Failed),
        };
        Assert.Equal([4, 2, 3, 1], Sorted(jobs, ("status", false), ("computeJobId", true)));
    }

    [Fact]
    public void Sort_Strings_ComparesUtf16Units()
    {
        var jobs = new[] { Samples.Job(1) with { RequestId = "b" }, Samples.Job(2) with { RequestId = "B" }, Samples.Job(3) with { RequestId = "a" } };
        Assert.Equal([2, 3, 1], Sorted(jobs, ("requestId", false)));
    }

    [Fact]
    public void Sort_EveryAllowedPath_Works() =>
        Assert.All(JobDocumentPaths.Paths.Sortable, path => Assert.Equal(3, Sorted([Samples.Job(1), Samples.Job(2), Samples.Job(3)], (path, true)).Count));

    [Fact]
    public void Sort_AnyOtherPath_IsRefused() => Assert.Throws<ArgumentException>(() => Sorted([Samples.Job()], ("segments", false)));

    private static List<long> Sorted(SegmentJobDocument[] jobs, params (string Path, bool IsDescending)[] keys) =>
        [.. new DocumentOrder<SegmentJobDocument>(
            JobDocumentPaths.Paths, [.. keys.Select(key => new SortKey(key.Path, key.IsDescending))], job => job.Id).Sort(jobs).Select(job => job.ComputeJobId)];
}
