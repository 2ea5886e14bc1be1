using System.Text.Json;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class EventPageTests
{
    private const long FirstMs = 1_767_225_600_000; // 2026-01-01T00:00:00Z

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadEvents_PageByPage_IsTheWholeHistoryInOrder(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(0, 120).Select(i => (Id: $"e{i % 70}", Dataset: i < 70 ? "a" : "b", Second: random.Next(10))).ToList(); // ids of "b" repeat those of "a"
        var (profiles, number) = Ingest(events);
        foreach (var isDescending in new[] { false, true })
        {
            var expected = events.Where(static item => item.Second is >= 2 and < 8)
                .OrderBy(static item => item.Second).ThenBy(static item => item.Dataset, StringComparer.Ordinal).ThenBy(static item => item.Id, StringComparer.Ordinal).ToList();
            if (isDescending) expected.Reverse();

            var query = new EventPageQuery { StartMs = FirstMs + 2_000, EndMs = FirstMs + 8_000, IsDescending = isDescending, Limit = random.Next(1, 9) };
            var found = new List<(string Id, string Dataset, int Second)>();
            for (string? start = null; ;)
            {
                var page = profiles.ReadEvents(IdentityGraph.Pdg, number, query with { Start = start })!;
                Assert.InRange(page.Events.Count, 1, query.Limit);
                found.AddRange(page.Events.Select(static item => (item.Id, item.Dataset, (int)((item.TimestampMs - FirstMs) / 1000))));
                Assert.True(found.Count <= expected.Count, $"seed {seed}: the pages repeat events");
                if ((start = page.Next) is null) break;
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void ReadEvents_Start_MeansOneEventOnly()
    {
        var (profiles, number) = Ingest([("x", "a", 1), ("y@b", "a", 2), ("y", "b", 3), ("y", "a", 4)]);
        EventPage Page(string? start) => profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 1, Start = start })!;
        Assert.Equal("y@b@a", Page("x").Next); // "y@b" is the event y of b
        Assert.Equal("y", Page("y@b@a").Next); // the first y
        Assert.Equal("y@a", Page("y").Next);
        Assert.Equal("y@a", Page("y@b").Next);
        Assert.Null(Page("y@a").Next);
        Assert.Equal("x", Assert.Single(Page(null).Events).Id);
        Assert.Null(profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 1, Start = "z" }));
        Assert.Null(profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 1, Start = "x", StartMs = FirstMs + 2_000 }));
    }

    [Fact]
    public void ReadEvents_WithATest_FillsPagesWithWhatPasses()
    {
        var (profiles, number) = Ingest([.. Enumerable.Range(0, 50).Select(static i => ($"e{i:00}", "a", i))]);
        static bool IsOdd(ReadOnlyMemory<byte> content) => JsonDocument.Parse(content).RootElement.GetProperty("second").GetInt32() % 2 == 1;
        var first = profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 20, IsWanted = IsOdd })!;
        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"e{(2 * i) + 1:00}"), first.Events.Select(static item => item.Id));
        Assert.Equal("e41", first.Next);
        Assert.Null(profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 25, IsWanted = IsOdd })!.Next);
    }

    [Fact]
    public void ReadEvents_LargeEvents_EndAPageEarlyButNeverBeforeItsFirst()
    {
        var (profiles, number) = Ingest([("e1", "a", 1), ("e2", "a", 2), ("e3", "a", 3)]);
        var size = profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 1 })!.Events[0].Content.Length;
        Assert.Equal(2, profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 3, MaxBytes = 2 * size })!.Events.Count);
        var least = profiles.ReadEvents(IdentityGraph.Pdg, number, new EventPageQuery { Limit = 3, MaxBytes = 1 })!;
        Assert.Equal(("e1", "e2"), (Assert.Single(least.Events).Id, least.Next));
    }

    [Fact]
    public void FindLargestClusters_SharedDevice_IsFirstAndShowsTheDeviceFirst()
    {
        var sandbox = new TestSandbox(1);
        sandbox.Ingest([.. Enumerable.Range(0, 30).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"c{{{i}}}","primary":true}],"ECID":[{"id":"kiosk"}]}}""")]);
        sandbox.Ingest([.. Enumerable.Range(0, 20).Select(static i => $$$"""{"identityMap":{"crmid":[{"id":"p{{{i}}}"}],"email":[{"id":"{{{i}}}@x"}],"phone":[{"id":"{{{i}}}"}]}}""")]);

        var found = sandbox.Partitions[0].FindLargestClusters(minIdentities: 3, limit: 5, maxShown: 4);
        Assert.Equal([31, 3, 3, 3, 3], found.Select(static cluster => cluster.IdentityCount));
        Assert.Equal(new ClusterIdentity("ECID", "kiosk", IsPrimary: false), found[0].Identities[0]);
        Assert.Equal(4, found[0].Identities.Count);
        Assert.Equal(21, sandbox.Partitions[0].FindLargestClusters(minIdentities: 1, limit: 100, maxShown: 4).Count);
        Assert.Single(sandbox.Partitions[0].FindLargestClusters(minIdentities: 4, limit: 100, maxShown: 4));
    }

    private static (PartitionProfiles Profiles, int Number) Ingest(IReadOnlyList<(string Id, string Dataset, int Second)> events)
    {
        var sandbox = new TestSandbox(1);
        var lines = events.Select(static item =>
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(FirstMs).AddSeconds(item.Second).ToString("O");
            return $$$"""{"datasetId":"{{{item.Dataset}}}","entity":{"identityMap":{"crmid":[{"id":"1"}]},"_id":"{{{item.Id}}}","timestamp":"{{{time}}}","second":{{{item.Second}}}}}""";
        });
        var route = sandbox.Ingest([.. lines]);
        return (sandbox.Partitions[0], route.GetCluster(0).Number);
    }
}
