using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class MergedViewPropertyTests
{
    private static readonly MergePolicy ByTime = new(Guid.NewGuid(), 1, AttributeMerge.TimestampOrdered, []);
    private static readonly MergePolicy ByDataset = new(Guid.NewGuid(), 1, AttributeMerge.DatasetPrecedence, ["web", "crm"]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Views_AnyOrderAndAnySplitIntoBatches_ShowWhatTheReferenceMergerShows(int seed)
    {
        var random = new Random(seed);
        var records = SampleRecords.Make(random, random.Next(1, 60), identityPool: random.Next(3, 40));
        var byTime = ReferenceMerger.Merge(records, ByTime);
        var byDataset = ReferenceMerger.Merge(records, ByDataset);
        for (var order = 0; order < 4; order++)
        {
            var shuffled = records.ToArray();
            random.Shuffle(shuffled);
            var sandbox = new TestSandbox(random.Next(1, 4));
            for (var first = 0; first < shuffled.Length;)
            {
                var count = Math.Min(random.Next(1, 12), shuffled.Length - first);
                sandbox.Ingest(shuffled.Skip(first).Take(count));
                first += count;
                if (random.Next(3) == 0) _ = sandbox.Rows(ByTime); // views are maintained from any state
            }

            AssertSame(byTime, sandbox.Rows(ByTime));
            AssertSame(byDataset, sandbox.Rows(ByDataset));
        }
    }

    private static void AssertSame(string[] expected, string[] actual)
    {
        Assert.Equal(string.Join('\n', expected.Except(actual)), string.Join('\n', actual.Except(expected)));
        Assert.Equal(expected.Length, actual.Length);
    }
}
