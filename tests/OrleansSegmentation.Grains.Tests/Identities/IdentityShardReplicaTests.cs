using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Identities;

public sealed class IdentityShardReplicaTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Guid Sandbox = new(1, 2, 3, new byte[8]);

    private readonly MemoryStorage _storage = new();
    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 2 }));
    private readonly LogWriter _writer;

    public IdentityShardReplicaTests() => _writer = new LogWriter(_storage, Sandbox, partitionCount: 4);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task FindAsync_AfterAnyBatches_AgreesWithTheWriter(int seed)
    {
        var random = new Random(seed);
        var identities = Enumerable.Range(0, 60).Select(static number => ("crmid", $"c{number}")).ToList();
        var replica = Replica();
        for (var batch = 0; batch < 30; batch++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Record(identities, random));
            var epoch = await _writer.IngestAsync(string.Join('\n', lines), staged: random.Next(2) == 0);
            if (random.Next(3) != 0) continue; // falls behind now and then
            var keys = identities.Select(static identity => IdentityKey.Of(identity.Item1, identity.Item2).Value).ToArray();

            var found = await replica.FindAsync(IdentityKeys.Of(keys), epoch, None);

            var expected = keys.Select(_writer.Index.Find).Select(static cluster => new ClusterRef(cluster.Partition, cluster.Number));
            Assert.True(expected.SequenceEqual(found.Clusters.ToArray()), $"Seed {seed}, batch {batch}.");
        }
    }

    [Fact]
    public async Task FindAsync_ControlEntriesAfterTheEpoch_StillAnswers()
    {
        var epoch = await _writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"a"}]}}""");
        var replica = Replica();
        await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        await replica.CatchUpAsync(epoch + 1, None);

        var found = await replica.FindAsync(IdentityKeys.Of(IdentityKey.Of("crmid", "a").Value, IdentityKey.Of("crmid", "b").Value), epoch, None);

        Assert.Equal(0, found.Clusters[0].Number);
        Assert.Equal(-1, found.Clusters[1].Number);
    }

    [Fact]
    public async Task FindAsync_DataChangedAfterTheEpoch_SaysThatTheEpochIsGone()
    {
        var epoch = await _writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"a"}]}}""");
        var later = await _writer.IngestAsync("""{"identityMap":{"CRMID":[{"id":"b"}]}}""");
        var replica = Replica();
        await replica.CatchUpAsync(later, None);

        var error = await Assert.ThrowsAsync<EpochGoneException>(() => replica.FindAsync(IdentityKeys.Of(), epoch, None));

        Assert.Equal(epoch, error.Epoch);
        Assert.False(replica.HasFailed);
        Assert.True((await replica.FindAsync(IdentityKeys.Of(), later, None)).Bytes.IsEmpty);
    }

    [Fact]
    public async Task FindAsync_ManyEpochs_StartsFromTheCheckpointNextTime()
    {
        var random = new Random(5);
        var identities = Enumerable.Range(0, 500).Select(static number => ("crmid", $"c{number}")).ToList();
        for (var batch = 0; batch < 4_095; batch++) await _writer.IngestAsync(Record(identities, random));
        var first = Replica();
        await first.CatchUpAsync(_writer.Epoch, None);
        await first.Checkpoint;
        var read = _storage.Log(Sandbox).EntriesRead;
        var epoch = await _writer.IngestAsync(Record(identities, random));
        var keys = identities.Select(static identity => IdentityKey.Of(identity.Item1, identity.Item2).Value).ToArray();

        var found = await Replica().FindAsync(IdentityKeys.Of(keys), epoch, None);

        Assert.Equal(keys.Select(_writer.Index.Find).Select(static cluster => new ClusterRef(cluster.Partition, cluster.Number)), found.Clusters.ToArray());
        Assert.Equal(1, _storage.Log(Sandbox).EntriesRead - read);
        Assert.Single(_storage.Files(Sandbox).Names, static name => name.StartsWith("shard/0/", StringComparison.Ordinal));
    }

    private static string Record(IReadOnlyList<(string Namespace, string Id)> identities, Random random)
    {
        var chosen = Enumerable.Range(0, random.Next(1, 4)).Select(_ => identities[random.Next(identities.Count)]).Distinct();
        return $$$"""{"identityMap":{"CRMID":[{{{string.Join(',', chosen.Select(static identity => $$"""{"id":"{{identity.Id}}"}"""))}}}]}}""";
    }

    private IdentityShardReplica Replica() =>
        new(0, new SandboxLogReader(Sandbox, _storage, _pool, new EntryCache(64 << 20)), _pool, NullLogger.Instance);
}
