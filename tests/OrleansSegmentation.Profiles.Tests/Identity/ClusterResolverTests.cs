using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Profiles.Tests.Identity;

public sealed class ClusterResolverTests
{
    private const int PartitionCount = 3;

    [Fact]
    public void Resolve_NoClusterFound_GivesANewNumberInThePartitionOfTheLeastKey()
    {
        var route = Resolve([[7, 11], [12], [11, 5]], [], [], [10, 20, 30]);

        Assert.Equal([new ClusterId(2, 30), new ClusterId(0, 10), new ClusterId(2, 30)], Clusters(route)); // 5 mod 3 = 2, 12 mod 3 = 0
        Assert.Equal([11, 20, 31], route.NextNumbers);
        Assert.Empty(route.Moves);
    }

    [Fact]
    public void Resolve_OneClusterFound_JoinsIt()
    {
        var route = Resolve([[7], [8, 7]], new() { [8] = new(1, 4) }, [], [0, 5, 0]);

        Assert.Equal([new ClusterId(1, 4), new ClusterId(1, 4)], Clusters(route));
        Assert.Equal([0, 5, 0], route.NextNumbers);
    }

    [Fact]
    public void Resolve_SeveralClustersFound_LargestWins()
    {
        var found = new Dictionary<int, ClusterId> { [1] = new(0, 0), [2] = new(1, 0), [3] = new(2, 0) };
        var route = Resolve([[1, 2], [2, 3]], found, new() { [new(0, 0)] = 10, [new(1, 0)] = 30, [new(2, 0)] = 20 }, [1, 1, 1]);

        Assert.Equal([new ClusterId(1, 0), new ClusterId(1, 0)], Clusters(route));
        Assert.Equal([new ClusterMove(new(0, 0), new(1, 0)), new ClusterMove(new(2, 0), new(1, 0))], route.Moves);
    }

    [Fact]
    public void Resolve_ClustersOfOneSize_LeastIdWins()
    {
        var found = new Dictionary<int, ClusterId> { [1] = new(1, 5), [2] = new(1, 4), [3] = new(2, 0) };
        var route = Resolve([[1, 2, 3]], found, new() { [new(1, 5)] = 10, [new(1, 4)] = 10, [new(2, 0)] = 10 }, [9, 9, 9]);

        Assert.Equal(new ClusterId(1, 4), route.GetCluster(0));
        Assert.Equal([new ClusterMove(new(1, 5), new(1, 4)), new ClusterMove(new(2, 0), new(1, 4))], route.Moves);
    }

    [Fact]
    public void ClustersNeedingSizes_OnlyThoseOfGroupsThatJoinSeveral()
    {
        var found = new Dictionary<int, ClusterId> { [1] = new(1, 5), [2] = new(1, 4), [3] = new(2, 0) };
        var (counts, keys, clusters) = Input([[1, 2], [3]], found);
        Assert.Equal([new ClusterId(1, 4), new ClusterId(1, 5)], ClusterResolver.Begin(counts, keys, clusters).ClustersNeedingSizes);
    }

    [Fact]
    public void Complete_WithoutASize_IsRefused()
    {
        var (counts, keys, clusters) = Input([[1, 2]], new() { [1] = new(0, 0), [2] = new(0, 1) });
        var resolution = ClusterResolver.Begin(counts, keys, clusters);
        Assert.Throws<ArgumentException>(() => resolution.Complete(new Dictionary<ClusterId, long> { [new(0, 0)] = 1 }, [2, 0, 0]));
    }

    [Fact]
    public void Begin_CountsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ClusterResolver.Begin([1, 0], [Key(1)], [ClusterId.None]));
        Assert.Throws<ArgumentException>(() => ClusterResolver.Begin([2], [Key(1)], [ClusterId.None]));
        Assert.Throws<ArgumentException>(() => ClusterResolver.Begin([1], [Key(1), Key(2)], [ClusterId.None, ClusterId.None]));
        Assert.Throws<ArgumentException>(() => ClusterResolver.Begin([1], [Key(1)], []));
    }

    [Fact]
    public void Resolve_RandomHistories_AgreesWithConnectedComponents()
    {
        for (var seed = 0; seed < 300; seed++) RunHistory(seed);
    }

    [Fact]
    public void Route_EncodedAndDecoded_IsTheSame()
    {
        var route = Resolve(
            [[1, 2], [9], [4], [10]], new() { [1] = new(0, 0), [2] = new(1, 0) }, new() { [new(0, 0)] = 1, [new(1, 0)] = 2 }, [3, 4, 5]);
        var block = route.Encode();
        var decoded = BatchRoute.Decode(block);

        Assert.Equal(Clusters(route), Clusters(decoded));
        Assert.Equal(route.Moves, decoded.Moves);
        Assert.Equal(route.NextNumbers, decoded.NextNumbers);
        for (var i = 0; i < block.Length; i++)
        {
            var damaged = block.ToArray();
            damaged[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => BatchRoute.Decode(damaged));
        }
    }

    [Fact]
    public void Route_RecordsOfAPartition_AreAscendingAndComplete()
    {
        var route = Resolve([[3], [4], [6], [7], [9]], [], [], [0, 0, 0]);
        Assert.Equal([0, 2, 4], route.GetRecords(0).ToArray());
        Assert.Equal([1, 3], route.GetRecords(1).ToArray());
        Assert.Equal([], route.GetRecords(2).ToArray());
        Assert.True(route.Touches(0));
        Assert.False(route.Touches(2));
    }

    // Batches of random records against components computed anew from all records so far.
    private static void RunHistory(int seed)
    {
        var random = new Random(seed);
        var clusterOfKey = new Dictionary<int, ClusterId>();
        var sizeOfCluster = new Dictionary<ClusterId, long>();
        var retired = new HashSet<ClusterId>();
        var nextNumbers = new int[PartitionCount];
        var allRecords = new List<int[]>();
        for (var batch = 0; batch < 6; batch++)
        {
            var records = Enumerable.Range(0, random.Next(1, 8)).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(25)).Distinct().ToArray()).ToArray();
            var route = Resolve(records, clusterOfKey, sizeOfCluster, nextNumbers);
            foreach (var (loser, winner) in route.Moves)
            {
                Assert.True(sizeOfCluster[winner] > sizeOfCluster[loser] || (sizeOfCluster[winner] == sizeOfCluster[loser] && winner.CompareTo(loser) < 0), $"Seed {seed}: {loser} lost against {winner}.");
            }

            foreach (var (loser, winner) in route.Moves)
            {
                Assert.True(retired.Add(loser), $"Seed {seed}: {loser} moved twice.");
                sizeOfCluster[winner] += sizeOfCluster[loser];
                sizeOfCluster.Remove(loser);
                foreach (var key in clusterOfKey.Keys.Where(key => clusterOfKey[key] == loser).ToArray()) clusterOfKey[key] = winner;
            }

            for (var i = 0; i < records.Length; i++)
            {
                var cluster = route.GetCluster(i);
                Assert.DoesNotContain(cluster, retired);
                sizeOfCluster[cluster] = sizeOfCluster.GetValueOrDefault(cluster) + records[i].Length;
                foreach (var key in records[i]) clusterOfKey[key] = cluster;
            }

            nextNumbers = [.. route.NextNumbers];
            allRecords.AddRange(records);
            AssertComponents(allRecords, clusterOfKey, seed);
        }
    }

    private static void AssertComponents(List<int[]> records, Dictionary<int, ClusterId> clusterOfKey, int seed)
    {
        var component = records.SelectMany(record => record).Distinct().ToDictionary(key => key, key => key);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var record in records)
            {
                var least = record.Min(key => component[key]);
                foreach (var key in record.Where(key => component[key] != least))
                {
                    component[key] = least;
                    changed = true;
                }
            }
        }

        foreach (var left in component.Keys)
        {
            foreach (var right in component.Keys)
                Assert.True(component[left] == component[right] == (clusterOfKey[left] == clusterOfKey[right]), $"Seed {seed}: keys {left} and {right}.");
        }
    }

    private static BatchRoute Resolve(int[][] records, Dictionary<int, ClusterId> found, Dictionary<ClusterId, long> sizes, int[] nextNumbers)
    {
        var (counts, keys, clusters) = Input(records, found);
        var resolution = ClusterResolver.Begin(counts, keys, clusters);
        return resolution.Complete(resolution.ClustersNeedingSizes.ToDictionary(cluster => cluster, cluster => sizes[cluster]), nextNumbers);
    }

    private static (int[] Counts, IdentityKey[] Keys, ClusterId[] Found) Input(int[][] records, Dictionary<int, ClusterId> found) => (
        [.. records.Select(record => record.Length)], [.. records.SelectMany(record => record).Select(Key)],
        [.. records.SelectMany(record => record).Select(key => found.TryGetValue(key, out var cluster) ? cluster : ClusterId.None)]);

    private static IdentityKey Key(int value) => new((UInt128)value);

    private static ClusterId[] Clusters(BatchRoute route) => [.. Enumerable.Range(0, route.RecordCount).Select(route.GetCluster)];
}
