using System.Text;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Merging;
using OrleansSegmentation.Profiles.Records;
using OrleansSegmentation.Profiles.Tests.Merging;
using OrleansSegmentation.Profiles.Tests.Records;

namespace OrleansSegmentation.Profiles.Tests.Partitions;

public sealed class GroupCommitPropertyTests
{
    private static readonly MergePolicy ByTime = new(Guid.NewGuid(), 1, AttributeMerge.TimestampOrdered, []);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Batches_ResolvedAsOneGroup_GiveTheProfilesAndIdentitiesOfOneAfterTheOther(int seed)
    {
        var random = new Random(seed);
        var records = SampleRecords.Make(random, random.Next(5, 60), identityPool: random.Next(3, 40)).ToArray();
        var (serial, grouped) = (new TestSandbox(3), new TestSandbox(3));
        var nextNumbers = new int[3];
        long epoch = 0;
        for (var next = 0; next < records.Length;)
        {
            var group = new List<BatchPayload>();
            for (var count = random.Next(1, 6); count > 0 && next < records.Length; count--)
            {
                var batch = records.Skip(next).Take(random.Next(1, 5)).ToArray();
                next += batch.Length;
                group.Add(Parse(batch));
                serial.Apply(group[^1]);
            }

            nextNumbers = Apply(grouped, group, ++epoch, nextNumbers);
        }

        Assert.Equal(serial.Rows(ByTime), grouped.Rows(ByTime));
        Assert.Equal(Components(serial, records), Components(grouped, records));
    }

    // One receive time: the groups have other epochs than single batches, and records without a time get it from the request.
    private static BatchPayload Parse(IEnumerable<SampleRecord> records)
    {
        var batch = RecordReader.ReadNdjson(Encoding.UTF8.GetBytes(string.Join('\n', records.Select(record => record.ToLine()))), RecordReading.Options);
        Assert.Empty(batch.Rejections);
        return batch.Payload;
    }

    private static int[] Apply(TestSandbox sandbox, List<BatchPayload> group, long epoch, int[] nextNumbers)
    {
        IdentityKey[] keys = [.. group.SelectMany(payload => payload.GetAllKeys())];
        int[] counts = [.. group.SelectMany(payload => Enumerable.Range(0, payload.RecordCount).Select(payload.GetKeyCount))];
        var resolution = ClusterResolver.Begin(counts, keys, [.. keys.Select(key => sandbox.Index.Find(key.Value))]);
        var sizes = resolution.ClustersNeedingSizes.ToDictionary(cluster => cluster, cluster => sandbox.Partitions[cluster.Partition].GetSizeBytes(cluster.Number));
        var whole = resolution.Complete(sizes, nextNumbers);
        var contents = whole.Moves.Select(move => sandbox.Partitions[move.Loser.Partition].ExportCluster(move.Loser.Number)).ToArray();
        foreach (var move in whole.Moves) sandbox.Partitions[move.Loser.Partition].Retire(move.Loser.Number);
        for (var i = 0; i < contents.Length; i++) sandbox.Partitions[whole.Moves[i].Winner.Partition].ImportCluster(whole.Moves[i].Winner.Number, contents[i], epoch);

        var position = 0;
        foreach (var payload in group)
        {
            var route = BatchRoute.Decode(whole.Slice(position, payload.RecordCount, withMoves: position == 0).Encode());
            sandbox.Index.Apply(payload, route);
            foreach (var partition in sandbox.Partitions) partition.Apply(epoch, payload, route, Guid.NewGuid(), firstPosition: position);
            position += payload.RecordCount;
        }

        return [.. whole.NextNumbers];
    }

    // Numbers differ, since a group needs fewer of them; which identities are together does not.
    private static string[] Components(TestSandbox sandbox, IEnumerable<SampleRecord> records) =>
    [
        .. records.SelectMany(record => Parse([record]).GetAllKeys()).Distinct()
            .GroupBy(key => sandbox.Index.Find(key.Value))
            .Select(group => string.Join(' ', group.Select(key => key.ToXid()).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];
}
