using System.Text;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Partitions;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;
using OrleansSegmentation.Profiles.Tests.Records;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

/// <summary>What the grains do with the classes under test, without grains: one identity index, several partitions, one batch per epoch.</summary>
internal sealed class TestSandbox(int partitionCount)
{
    private int[] _nextNumbers = new int[partitionCount];
    private long _epoch;

    /// <summary>Gets the last epoch.</summary>
    public long Epoch => _epoch;

    public IdentityIndex Index { get; set; } = new();

    public PartitionProfiles[] Partitions { get; } = [.. Enumerable.Range(0, partitionCount).Select(partition => new PartitionProfiles(partition))];

    public void Ingest(IEnumerable<SampleRecord> records) => Ingest([.. records.Select(record => record.ToLine())]);

    public BatchRoute Ingest(params string[] lines)
    {
        var batch = RecordReader.ReadNdjson(Encoding.UTF8.GetBytes(string.Join('\n', lines)), RecordReading.Options with { ReceivedTimeMs = RecordReading.ReceivedTimeMs + _epoch });
        Assert.Empty(batch.Rejections);
        return Apply(BatchPayload.Decode(batch.Payload.Encode()));
    }

    public BatchRoute Apply(BatchPayload payload)
    {
        var found = payload.GetAllKeys().Select(key => Index.Find(key.Value)).ToArray();
        var resolution = ClusterResolver.Begin(payload, found);
        var sizes = resolution.ClustersNeedingSizes.ToDictionary(cluster => cluster, cluster => Partitions[cluster.Partition].GetSizeBytes(cluster.Number));
        var route = BatchRoute.Decode(resolution.Complete(sizes, _nextNumbers).Encode());
        var contents = route.Moves.Select(move => Partitions[move.Loser.Partition].ExportCluster(move.Loser.Number)).ToArray();

        _epoch++;
        Index.Apply(payload, route);
        foreach (var partition in Partitions)
        {
            foreach (var move in route.Moves.Where(move => move.Loser.Partition == partition.Partition)) partition.Retire(move.Loser.Number);
            for (var i = 0; i < contents.Length; i++)
            {
                if (route.Moves[i].Winner.Partition == partition.Partition) partition.ImportCluster(route.Moves[i].Winner.Number, contents[i], _epoch);
            }

            partition.Apply(_epoch, payload, route, BatchIdOf(_epoch));
        }

        _nextNumbers = [.. route.NextNumbers];
        return route;
    }

    /// <summary>Returns the id of the batch of an epoch.</summary>
    public static Guid BatchIdOf(long epoch) => new((int)epoch, 1, 2, new byte[8]);

    /// <summary>Removes what an identity's profile, a dataset or a batch supplied, page by page, each partition as long as it has pages.</summary>
    public long Remove(RemovalSupplier supplier, int maxClusters = 1_000, int? onlyPartition = null)
    {
        long records = 0;
        foreach (var partition in Partitions.Where(partition => onlyPartition is null || partition.Partition == onlyPartition))
        {
            for (var cursor = 0; cursor >= 0;)
            {
                var plan = RemovalPlan.Decode(partition.PlanRemoval(supplier, cursor, maxClusters, _nextNumbers[partition.Partition]).Encode());
                Assert.InRange(plan.Clusters.Count, 0, maxClusters);
                _epoch++;
                Index.Apply(plan);
                var live = plan.Clusters.Count(cluster => partition.IsLive(cluster.Number));
                var retired = partition.ApplyRemoval(supplier, plan, _epoch);
                Assert.Equal(plan.Clusters.Count, live);
                Assert.All(retired.Clusters, number => Assert.False(partition.IsLive(number)));
                Assert.All(retired.Primaries, number => Assert.False(partition.IsLive(IdentityGraph.None, number)));
                _nextNumbers[partition.Partition] = plan.NextNumber;
                records += plan.RecordCount;
                cursor = plan.NextCursor;
            }
        }

        return records;
    }

    public MergedView View(int partition, MergePolicy policy)
    {
        var update = Partitions[partition].BeginUpdate(policy);
        while (!update.Advance(TimeSpan.FromMilliseconds(10)))
        {
        }

        return update.View;
    }

    /// <summary>Returns all merged profiles as canonical JSON, in ordinal order.</summary>
    public string[] Rows(MergePolicy policy) =>
        [.. Enumerable.Range(0, Partitions.Length).SelectMany(partition => Rows(View(partition, policy)).Values).Order(StringComparer.Ordinal)];

    /// <summary>Returns the rows of a view by number, after checking its rules.</summary>
    public static SortedDictionary<int, string> Rows(MergedView view)
    {
        var rows = new SortedDictionary<int, string>();
        foreach (var piece in view.Pieces)
        {
            Assert.Equal(piece.Chunk.RowCount, piece.Numbers.Length);
            Assert.Equal(piece.Chunk.RowCount, piece.Live.RowCount);
            Assert.Equal(piece.Numbers.Order().Distinct(), piece.Numbers);
            foreach (var row in piece.Live.Rows) rows.Add(piece.Numbers[row], RowJson.Read(piece.Chunk, row)); // throws when a profile is live twice
        }

        Assert.Equal(view.ProfileCount, rows.Count);
        Assert.All(rows.Keys, number => Assert.InRange(number, 0, view.RowUpperBound - 1));
        return rows;
    }
}
