using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Access;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;

namespace OrleansSegmentation.Grains.Tests.Access;

public sealed class ProfileReaderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void MaxIdentities_IsThatOfMerging() => Assert.Equal(MergePolicy.MaxIdentities, ProfileFaults.MaxIdentities);

    [Fact]
    public async Task ReadAsync_ManyIdentities_AsksEachShardAndPartitionOnce()
    {
        var index = new FakeIndex(static (key, _) => key % 10 == 0 ? null : (int)(key % 4));
        var asked = new List<int>();
        var lookups = await ReadAsync(index, Enumerable.Range(1, 1000), (located, epoch) =>
        {
            asked.Add(located.Count);
            return Task.FromResult(new PartitionLookups<string>(epoch, [.. located.Select(static item => Found($"{item.Key}"))]));
        });
        Assert.Equal(1000, lookups.Count);
        Assert.All(lookups, static pair => Assert.Equal(pair.Key % 10 == 0 ? null : $"{pair.Key}", pair.Value.Value));
        Assert.All(lookups.Where(static pair => pair.Key % 10 == 0), static pair => Assert.Equal(LookupOutcome.Unknown, pair.Value.Outcome));
        Assert.Equal(FakeIndex.ShardCount, index.Calls);
        Assert.Equal((4, 900), (asked.Count, asked.Sum()));
    }

    [Fact]
    public async Task ReadAsync_ProfileThatMoved_IsLocatedAgainAtTheMomentThePartitionSaw()
    {
        var index = new FakeIndex(static (_, epoch) => epoch >= 20 ? 1 : 0); // it moves from partition 0 to 1 at epoch 20
        var lookups = await ReadAsync(index, [7], (located, epoch) => Task.FromResult(located[0].Cluster == 0
            ? new PartitionLookups<string>(20, [null])
            : new PartitionLookups<string>(epoch, [Found($"at {epoch}")])));
        Assert.Equal("at 20", lookups[7].Value);
        Assert.Equal(2, index.Calls);
    }

    [Fact]
    public async Task ReadAsync_PartOfTheAnswer_AsksForTheRest()
    {
        var index = new FakeIndex(static (_, _) => 0);
        var calls = 0;
        var lookups = await ReadAsync(index, Enumerable.Range(0, 25), (located, epoch) =>
        {
            calls++;
            return Task.FromResult(new PartitionLookups<string>(epoch, [.. located.Select(static (item, i) => i == 0 ? Found($"{item.Key}") : null)]));
        });
        Assert.Equal(25, lookups.Values.Count(static lookup => lookup.Outcome == LookupOutcome.Found));
        Assert.Equal(25, calls);
    }

    [Fact]
    public async Task ReadAsync_PartitionThatDoesNotAnswer_CostsItsLookUpsOnly()
    {
        var index = new FakeIndex(static (key, _) => key == 9 ? null : (int)(key % 2));
        var lookups = await ReadAsync(index, [1, 2, 3, 9], static (located, epoch) => located[0].Cluster == 0
            ? throw new TimeoutException("lost")
            : Task.FromResult(new PartitionLookups<string>(epoch, [.. located.Select(static item => Found("x"))])));
        Assert.Equal(
            [LookupOutcome.Found, LookupOutcome.Unavailable, LookupOutcome.Found, LookupOutcome.Unknown],
            new UInt128[] { 1, 2, 3, 9 }.Select(key => lookups[key].Outcome));
        await Assert.ThrowsAsync<TimeoutException>(() => ReadAsync(index, [2, 4], static (_, _) => throw new TimeoutException("lost")));
    }

    [Fact]
    public async Task ReadAsync_ProfileThatKeepsMoving_GivesUp() => await Assert.ThrowsAsync<TimeoutException>(() => ReadAsync(
        new FakeIndex(static (_, _) => 0), [1], static (_, epoch) => Task.FromResult(new PartitionLookups<string>(epoch + 1, [null]))));

    [Fact]
    public async Task ReadAsync_BeforeTheFirstRecord_AsksNobody()
    {
        var index = new FakeIndex(static (_, _) => 0);
        var lookups = await ReadAsync(index, [1], static (_, _) => throw new InvalidOperationException("asked"), epoch: 0);
        Assert.Equal((LookupOutcome.Unknown, 0), (lookups[1].Outcome, index.Calls));
    }

    private static EntityLookup<string> Found(string value) => new(LookupOutcome.Found, value);

    private static Task<IReadOnlyDictionary<UInt128, EntityLookup<string>>> ReadAsync(
        FakeIndex index, IEnumerable<int> keys, Func<IReadOnlyList<LocatedIdentity>, long, Task<PartitionLookups<string>>> read, long epoch = 10) =>
        new ProfileReader(index.Shard, static _ => null!, NullLogger.Instance).ReadAsync<string>(
            keys.Select(static key => (UInt128)key), new ProfileSource(null, null, epoch, 4, FakeIndex.ShardCount), (_, located, at) => read(located, at), None);

    // The number of a cluster is that of its partition.
    private sealed class FakeIndex(Func<UInt128, long, int?> partitionOf)
    {
        public const int ShardCount = 3;

        public int Calls { get; private set; }

        public IIdentityLocationGrain Shard(int shard) => new FakeShard(this, shard);

        private sealed class FakeShard(FakeIndex index, int shard) : IIdentityLocationGrain
        {
            public Task<IdentityLocations> LocateAsync(IdentityKeys keys, long epoch, CancellationToken cancellationToken)
            {
                index.Calls++;
                var clusters = new List<byte>();
                foreach (var key in keys.Keys)
                {
                    Assert.Equal(shard, IdentityIndex.ShardOf(key, ShardCount));
                    var cluster = index.PartitionOf(key, epoch) is { } partition ? new ClusterRef(partition, partition) : new ClusterRef(0, -1);
                    clusters.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<ClusterRef>(in cluster)));
                }

                return Task.FromResult(new IdentityLocations(epoch, new IdentityClusters(clusters.ToArray())));
            }
        }

        private int? PartitionOf(UInt128 key, long epoch) => partitionOf(key, epoch);
    }
}
