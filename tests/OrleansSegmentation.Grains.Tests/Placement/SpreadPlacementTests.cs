using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Placement;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Placement;

public sealed class SpreadPlacementTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(5)]
    public void Choose_ReplicasOfASandbox_GivesEachSiloItsShare(int siloCount)
    {
        const int Seed = 4;
        var random = new Random(Seed);
        var firsts = new HashSet<int>();
        for (var sandbox = 0; sandbox < 100; sandbox++)
        {
            var id = new byte[16];
            random.NextBytes(id);
            var chosen = Enumerable.Range(0, 16)
                .Select(index => SpreadPlacementDirector.Choose(ReplicaKey.Parse(ReplicaKey.Of(new Guid(id), index)), siloCount)).ToList();
            firsts.Add(chosen[0]);

            var shares = Enumerable.Range(0, siloCount).Select(silo => chosen.Count(choice => choice == silo)).ToList();
            Assert.True(shares.Max() - shares.Min() <= 1, string.Join(", ", shares));
        }

        Assert.Equal(siloCount, firsts.Count); // sandboxes do not all begin at the same silo
    }

    [Fact]
    public async Task IdentityShards_OfASandboxOnThreeSilos_AreOnAllOfThem()
    {
        const int ShardCount = 7;
        var storage = new MemoryStorage();
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ISegmentationStorage>(storage);
            silo.AddSegmentation();
        });
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Segmentation:Profiles:IdentityShardCount"] = ShardCount.ToString(CultureInfo.InvariantCulture),
            ["Segmentation:Evaluation:Threads"] = "1",
        }));
        await using var cluster = builder.Build();
        await cluster.DeployAsync();
        var sandbox = new SandboxDescriptor(SandboxDescriptor.DeriveId("org", "prod"), "org", "prod", "production", true, "Prod");
        var client = new SegmentationCluster(cluster.Client, Options.Create(new SegmentationClientOptions()), TimeProvider.System).GetSandbox(sandbox);
        var records = Enumerable.Range(0, 200).Select(static number => $$$"""{"identityMap":{"CRMID":[{"id":"c{{{number}}}"}]}}""");
        await client.IngestAsync(Encoding.UTF8.GetBytes(string.Join('\n', records)));
        await client.IngestAsync(Encoding.UTF8.GetBytes(string.Join('\n', records))); // this one has to ask the index

        var shards = (await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Where(static statistic => statistic.GrainType.Contains(nameof(IdentityShardGrain), StringComparison.Ordinal)).ToList();

        Assert.Equal(ShardCount, shards.Count);
        Assert.Equal([2, 2, 3], shards.GroupBy(static shard => shard.SiloAddress).Select(static silo => silo.Count()).Order());
    }
}
