using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Tests.Merging;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class MergedViewPropertyTests
{
    private static readonly MergePolicy ByTime = new(Guid.NewGuid(), 1, AttributeMerge.TimestampOrdered, []);
    private static readonly MergePolicy ByDataset = new(Guid.NewGuid(), 1, AttributeMerge.DatasetPrecedence, ["web", "crm"]);
    private static readonly MergePolicy[] Policies =
    [
        ByTime, ByDataset, ByTime with { Id = Guid.NewGuid(), Graph = IdentityGraph.None }, ByDataset with { Id = Guid.NewGuid(), Graph = IdentityGraph.None },
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Views_AnyOrderAndAnySplitIntoBatches_ShowWhatTheReferenceMergerShows(int seed)
    {
        var random = new Random(seed);
        var records = SampleRecords.Make(random, random.Next(1, 60), identityPool: random.Next(3, 40));
        var expected = Policies.Select(policy => ReferenceMerger.Merge(records, policy)).ToArray();
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
                if (random.Next(2) == 0) _ = sandbox.Rows(Policies[random.Next(Policies.Length)]); // views are maintained from any state
            }

            for (var policy = 0; policy < Policies.Length; policy++) AssertSame(expected[policy], sandbox.Rows(Policies[policy]));
        }
    }

    private static void AssertSame(string[] expected, string[] actual)
    {
        Assert.Equal(string.Join('\n', expected.Except(actual)), string.Join('\n', actual.Except(expected)));
        Assert.Equal(expected.Length, actual.Length);
    }
}
