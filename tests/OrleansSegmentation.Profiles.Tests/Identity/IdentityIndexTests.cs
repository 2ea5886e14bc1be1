using System.Text;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Records;

namespace OrleansSegmentation.Profiles.Tests.Identity;

public sealed class IdentityIndexTests
{
    [Fact]
    public void Find_UnknownIdentity_IsNone() => Assert.Equal(ClusterId.None, new IdentityIndex().Find(IdentityKey.Of("ecid", "x").Value));

    [Theory]
    [InlineData(1, 2), InlineData(17, 30), InlineData(5_000, 4), InlineData(60_000, 3)]
    public void Find_AfterManyBatches_AgreesWithADictionary(int identities, int batches)
    {
        const int Seed = 20260318;
        var random = new Random(Seed);
        var index = new IdentityIndex();
        var expected = new Dictionary<UInt128, ClusterId>();
        for (var batch = 0; batch < batches; batch++)
        {
            var payload = Payload(Enumerable.Range(0, identities).Select(_ => $"id-{random.Next(identities * 2)}"));
            var partitions = Enumerable.Range(0, payload.RecordCount).Select(_ => (ushort)random.Next(16)).ToArray();
            var numbers = Enumerable.Range(0, payload.RecordCount).Select(_ => random.Next(1_000_000)).ToArray();
            index.Apply(payload, new BatchRoute(partitions, numbers, [], Enumerable.Repeat(1_000_000, 16).ToArray()));
            for (var i = 0; i < payload.RecordCount; i++) expected[payload.GetKey(i, 0).Value] = new ClusterId(partitions[i], numbers[i]);
        }

        AssertSame(expected, index);
        var block = index.Encode();
        var decoded = IdentityIndex.Decode(block);
        AssertSame(expected, decoded);
        Assert.Equal(block, decoded.Encode());
    }

    [Fact]
    public void Size_OfManyIdentities_IsAtMost30BytesEach()
    {
        var index = new IdentityIndex();
        var sizes = new List<double>();
        for (var batch = 0; batch < 20; batch++)
        {
            var first = batch * 10_000;
            var payload = Payload(Enumerable.Range(first, 10_000).Select(i => $"id-{i}"));
            index.Apply(payload, new BatchRoute(new ushort[10_000], new int[10_000], [], [1]));
            sizes.Add((double)index.SizeBytes / index.Count);
        }

        Assert.Equal(200_000, index.Count);
        Assert.True(sizes.Skip(10).Average() <= 30, $"Sizes in bytes per identity: {string.Join(", ", sizes)}.");
    }

    [Fact]
    public void Apply_MovesInSeveralBatches_AreFollowed()
    {
        var index = new IdentityIndex();
        var a = new ClusterId(0, 1);
        var b = new ClusterId(1, 2);
        var c = new ClusterId(2, 3);
        index.Apply(Payload(["a", "b", "c"]), new BatchRoute([0, 1, 2], [1, 2, 3], [], [9, 9, 9]));
        index.Apply(Payload(["x"]), new BatchRoute([1], [2], [new ClusterMove(a, b)], [9, 9, 9]));
        Assert.Equal(b, index.Find(KeyOf("a")));

        index.Apply(Payload(["y"]), new BatchRoute([2], [3], [new ClusterMove(b, c)], [9, 9, 9]));
        foreach (var state in new[] { index, IdentityIndex.Decode(index.Encode()) })
            Assert.All("abcxy", identity => Assert.Equal(c, state.Find(KeyOf(identity.ToString()))));
    }

    [Fact]
    public void Apply_SeveralShards_KeepsEachIdentityInOneOfThem()
    {
        var shards = Enumerable.Range(0, 3).Select(shard => new IdentityIndex(shard, 3)).ToArray();
        var payload = Payload(Enumerable.Range(0, 300).Select(i => $"id-{i}"));
        var route = new BatchRoute(new ushort[300], [.. Enumerable.Range(0, 300)], [], [300]);
        foreach (var shard in shards) shard.Apply(payload, route);

        Assert.Equal(300, shards.Sum(shard => shard.Count));
        for (var i = 0; i < 300; i++) Assert.Equal(i, shards[IdentityIndex.ShardOf(payload.GetKey(i, 0).Value, 3)].Find(payload.GetKey(i, 0).Value).Number);
    }

    [Fact]
    public void Apply_IdentitiesSortedForOtherShards_IsRefused()
    {
        var payload = Payload(["a"]);
        var route = new BatchRoute([0], [0], [], [1]);

        Assert.Throws<ArgumentException>(() => new IdentityIndex(0, 2).Apply(payload, route, IdentitiesByShard.Of(payload, 3)));
    }

    [Fact]
    public void Apply_MoreMovesThanAreKeptAsForwards_IsStillFollowed()
    {
        const int Count = 70_000;
        var index = new IdentityIndex(1, 2);
        var ids = Enumerable.Range(0, 1_000).Select(i => $"id-{i}").ToList();
        index.Apply(Payload(ids), new BatchRoute(new ushort[1_000], [.. Enumerable.Range(0, 1_000)], [], [1_000]));
        var moves = Enumerable.Range(0, Count).Select(i => new ClusterMove(new ClusterId(0, i), new ClusterId(1, i / 2))).ToArray();
        index.Apply(Payload(["x"]), new BatchRoute([1], [0], moves, [Count, Count]));
        index.Apply(Payload(["y"]), new BatchRoute([1], [0], [new ClusterMove(new ClusterId(1, 7), new ClusterId(1, 0))], [Count, Count]));

        for (var i = 0; i < ids.Count; i++)
        {
            if (IdentityIndex.ShardOf(KeyOf(ids[i]), 2) != 1) continue;
            Assert.Equal(new ClusterId(1, i / 2 == 7 ? 0 : i / 2), index.Find(KeyOf(ids[i])));
        }
    }

    [Fact]
    public void Decode_DamagedBlock_IsRefused()
    {
        var index = new IdentityIndex();
        index.Apply(Payload(["a", "b"]), new BatchRoute([0, 0], [0, 1], [], [2]));
        var block = index.Encode();
        for (var i = 0; i < block.Length; i++)
        {
            var damaged = block.ToArray();
            damaged[i] ^= 1;
            Assert.Throws<InvalidDataException>(() => IdentityIndex.Decode(damaged));
        }

        Assert.Throws<InvalidDataException>(() => IdentityIndex.Decode(block.AsSpan(0, block.Length - 1)));
    }

    private static void AssertSame(Dictionary<UInt128, ClusterId> expected, IdentityIndex index)
    {
        Assert.Equal(expected.Count, index.Count);
        foreach (var (key, cluster) in expected) Assert.Equal(cluster, index.Find(key));
        Assert.False(index.Find(KeyOf("never seen")).Exists);
    }

    private static UInt128 KeyOf(string id) => IdentityKey.Of("ecid", id).Value;

    private static BatchPayload Payload(IEnumerable<string> ids) => RecordReader.ReadNdjson(
        Encoding.UTF8.GetBytes(string.Join('\n', ids.Select(id => $$$"""{"identityMap":{"ECID":[{"id":"{{{id}}}"}]}}"""))), RecordReading.Options).Payload;
}
