using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Partitions;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Grains.Identities;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Profiles.Identity;
using OrleansSegmentation.Profiles.Records;

namespace OrleansSegmentation.Grains.Tests.Identities;

public sealed class ShardedIdentityTests : IDisposable
{
    private const int IdentityCount = 200;

    private static readonly Guid Sandbox = new(1, 2, 3, new byte[8]);
    private static readonly UInt128[] Keys = [.. Enumerable.Range(0, IdentityCount).Select(KeyOf)];

    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 2 }));

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Find_AnyNumberOfShards_GivesTheSameClustersWhichAreTheConnectedComponents(int seed)
    {
        var bySharding = new List<List<ClusterId[]>>();
        foreach (var shardCount in new[] { 1, 2, 7 }) bySharding.Add(await RunHistoryAsync(seed, shardCount));

        for (var step = 0; step < bySharding[0].Count; step++)
            Assert.All(bySharding, answers => Assert.True(bySharding[0][step].SequenceEqual(answers[step]), $"Seed {seed}, step {step}."));
    }

    [Theory]
    [InlineData(int.MaxValue), InlineData(3)]
    public async Task Find_AfterShardsWereLost_IsAnsweredFromTheirCheckpointsAndTheLog(int checkpointEpochs)
    {
        const int ShardCount = 5;
        var storage = new MemoryStorage();
        var writer = new LogWriter(storage, Sandbox, partitionCount: 4, ShardCount);
        var random = new Random(77);
        var shards = new ShardedIdentities(Sandbox, storage, _pool, ShardCount, checkpointEpochs);
        for (var batch = 0; batch < 40; batch++)
        {
            var epoch = await writer.IngestAsync(Records(random, null));
            shards.Lose(random.Next(ShardCount));

            var found = await shards.FindAsync(Keys, epoch);

            Assert.Equal(Keys.Select(writer.Index.Find), found);
        }

        var read = storage.Log(Sandbox).EntriesRead;
        var restarted = new ShardedIdentities(Sandbox, storage, _pool, ShardCount, checkpointEpochs);
        Assert.Equal(Keys.Select(writer.Index.Find), await restarted.FindAsync(Keys, writer.Epoch));
        var replayed = storage.Log(Sandbox).EntriesRead - read;
        if (checkpointEpochs == int.MaxValue)
        {
            Assert.Equal(writer.Epoch, replayed); // all shards together read each entry once
            Assert.Empty(storage.Files(Sandbox).Names);
        }
        else
        {
            Assert.InRange(replayed, 0, checkpointEpochs + 1);
            Assert.Equal(
                Enumerable.Range(0, ShardCount).Select(static shard => $"shard/{shard}"),
                storage.Files(Sandbox).Names.Select(static name => name[..name.LastIndexOf('/')])); // one index file each
        }
    }

    [Fact]
    public async Task Find_FewKeys_AsksOnlyTheShardsThatKnowThem()
    {
        const int ShardCount = 7;
        var storage = new MemoryStorage();
        var writer = new LogWriter(storage, Sandbox, partitionCount: 4, ShardCount);
        var epoch = await writer.IngestAsync(Records(new Random(1), null));
        var shards = new ShardedIdentities(Sandbox, storage, _pool, ShardCount);

        await shards.FindAsync([Keys[3], Keys[3], Keys[4]], epoch);

        Assert.Equal(
            new[] { Keys[3], Keys[4] }.Select(static key => IdentityIndex.ShardOf(key, ShardCount)).Distinct().Order(), shards.Asked.Order());
    }

    [Fact]
    public void Join_ShardThatAnswersTooLittle_IsRefused()
    {
        var sharded = ShardedKeys.Split(Keys, 2);
        var whole = new IdentityClusters(new byte[IdentityCount * IdentityClusters.SizeBytes]);
        var nothing = new IdentityClusters(default);

        Assert.Throws<InvalidOperationException>(() => sharded.Join([whole, nothing]));
    }

    [Theory]
    [InlineData(1, true), InlineData(256, true), InlineData(0, false), InlineData(257, false)]
    public void IdentityShardCount_OutsideItsRange_IsRefusedByName(int count, bool isValid)
    {
        var result = new ProfileOptionsValidator().Validate(null, new ProfileOptions { IdentityShardCount = count });

        Assert.Equal(isValid, result.Succeeded);
        if (!isValid) Assert.Contains("IdentityShardCount", result.FailureMessage, StringComparison.Ordinal);
    }

    private async Task<List<ClusterId[]>> RunHistoryAsync(int seed, int shardCount)
    {
        var storage = new MemoryStorage();
        var writer = new LogWriter(storage, Sandbox, partitionCount: 4, shardCount);
        var shards = new ShardedIdentities(Sandbox, storage, _pool, shardCount);
        var components = new Dictionary<int, HashSet<int>>();
        var random = new Random(seed);
        var answers = new List<ClusterId[]>();
        for (var batch = 0; batch < 25; batch++)
        {
            var epoch = await writer.IngestAsync(Records(random, components), staged: batch % 2 == 0);
            var found = await shards.FindAsync(Keys, epoch);

            answers.Add(found);
            for (var number = 0; number < IdentityCount; number++)
            {
                Assert.Equal(components.ContainsKey(number), found[number].Exists);
                if (!found[number].Exists) continue;
                var together = Enumerable.Range(0, IdentityCount).Where(other => found[other] == found[number]);
                Assert.True(components[number].Order().SequenceEqual(together), $"Seed {seed}, {shardCount} shards, batch {batch}, identity {number}.");
            }
        }

        return answers;
    }

    /// <summary>Writes a few records of 1 to 3 identities, and notes what belongs together the slow and plain way.</summary>
    private static string Records(Random random, Dictionary<int, HashSet<int>>? components)
    {
        var lines = new List<string>();
        for (var record = random.Next(1, 8); record > 0; record--)
        {
            int[] identities = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(IdentityCount)).Distinct()];
            lines.Add($$$"""{"identityMap":{"CRMID":[{{{string.Join(',', identities.Select(static number => $$"""{"id":"{{IdOf(number)}}"}"""))}}}]}}""");
            if (components is null) continue;
            var all = new HashSet<int>(identities);
            foreach (var number in identities) all.UnionWith(components.GetValueOrDefault(number) ?? []);
            foreach (var number in all) components[number] = all;
        }

        return string.Join('\n', lines);
    }

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"c{number}");

    private static UInt128 KeyOf(int number) => IdentityKey.Of("crmid", IdOf(number)).Value;
}
