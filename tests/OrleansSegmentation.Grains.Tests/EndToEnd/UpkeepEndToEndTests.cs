using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Storage;
using OrleansSegmentation.Storage.Local;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>What a sandbox leaves on a real disk, and what a restart reads of it.</summary>
public sealed class UpkeepEndToEndTests : IDisposable
{
    private const int Profiles = 6_000;
    private const int BatchSize = 1_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("segmentation-upkeep-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Disk_AfterLoadJobsAndQuiet_IsBoundedAndARestartReplaysTheTailOnly()
    {
        Guid segment;
        await using (var server = await Server.StartAsync(_folder.FullName))
        {
            for (var first = 0; first < Profiles; first += BatchSize) await server.IngestAsync(first, BatchSize);
            segment = await server.DefineAsync("loyalty.points >= 3000");
            for (var run = 0; run < 3; run++) Assert.Equal(Profiles - 3_000, await server.CountAsync(segment));
            await server.WaitUntilSettledAsync();
            await AssertBoundedAsync(server);
        }

        await using (var server = await Server.StartAsync(_folder.FullName))
        {
            await server.Client.EnsureAsync();
            Assert.Equal(0, server.EntriesRead);
            await server.IngestAsync(Profiles, 10);
            Assert.Equal(Profiles + 10 - 3_000, await server.CountAsync(segment));
            await server.KillAsync(); // with a tail that no checkpoint has
        }

        await using (var server = await Server.StartAsync(_folder.FullName, quietTime: "1.00:00:00"))
        {
            var head = await server.Log.ReadHeadAsync(CancellationToken.None);
            Assert.Equal(Profiles + 10 - 3_000, await server.CountAsync(segment));
            Assert.True(head.Floor > 0);
            Assert.InRange(head.Epoch - head.Floor, 1, 100);
            Assert.True(server.LeastEpochRead > head.Floor);
        }
    }

    private async Task AssertBoundedAsync(Server server)
    {
        var live = 0L;
        var head = await server.Log.ReadHeadAsync(CancellationToken.None);
        var names = new List<string> { head.Snapshot!.Name };
        var found = new List<string>();
        await foreach (var name in server.Files.ListAsync(string.Empty, CancellationToken.None)) found.Add(name);
        foreach (var manifest in found.Where(static name => name.EndsWith("/manifest", StringComparison.Ordinal)))
            names.AddRange((await new CheckpointStore(server.Files, manifest[..manifest.LastIndexOf('/')]).LoadAsync(CancellationToken.None))!.FileNames);
        foreach (var name in names)
        {
            using var file = await server.Files.OpenAsync(name, CancellationToken.None);
            live += file!.Length;
        }

        Assert.DoesNotContain(found, static name => name.StartsWith("staged/", StringComparison.Ordinal));
        Assert.DoesNotContain(found, static name => name.StartsWith("results/", StringComparison.Ordinal));
        Assert.Equal(names.Order(StringComparer.Ordinal), found.Where(static name => !name.EndsWith("/manifest", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var disk = _folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
        Assert.True(disk <= 2 * live, $"{disk} bytes on the disk for {live} bytes of live data.");
    }

    private sealed class Server : IAsyncDisposable
    {
        private readonly InProcessTestCluster _cluster;
        private readonly LocalSegmentationStorage _storage;
        private readonly ReadCountingStorage _counting;
        private readonly ObservedStorage _observed;
        private bool _isKilled;

        private Server(InProcessTestCluster cluster, LocalSegmentationStorage storage, ReadCountingStorage counting, ObservedStorage observed)
        {
            (_cluster, _storage, _counting, _observed) = (cluster, storage, counting, observed);
            var sandbox = new SandboxDescriptor(SandboxDescriptor.DeriveId("org", "prod"), "org", "prod", "production", true, "Prod");
            Client = new SegmentationCluster(cluster.Client, Options.Create(new SegmentationClientOptions()), TimeProvider.System).GetSandbox(sandbox);
        }

        public SegmentationClient Client { get; }

        public ISandboxLog Log => _storage.GetLog(Client.Sandbox.SandboxId);

        public IPartitionStore Files => _storage.GetFiles(Client.Sandbox.SandboxId);

        public int EntriesRead => _counting.EntriesRead;

        public long LeastEpochRead => _counting.LeastEpochRead;

        public static async Task<Server> StartAsync(string folder, string quietTime = "00:00:00.2")
        {
            var storage = new LocalSegmentationStorage(new LocalStorageOptions { Directory = folder }, TimeProvider.System, NullLogger<LocalSegmentationStorage>.Instance);
            var observed = new ObservedStorage(storage);
            var counting = new ReadCountingStorage(observed);
            var builder = new InProcessTestClusterBuilder(1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.Services.AddSingleton<ISegmentationStorage>(counting);
                silo.AddSegmentation();
            });
            builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Segmentation:Profiles:PartitionCount"] = "4",
                ["Segmentation:Evaluation:Threads"] = "2",
                ["Segmentation:Upkeep:QuietTime"] = quietTime,
                ["Segmentation:Upkeep:MinQuietInterval"] = "00:00:00",
            }));
            var cluster = builder.Build();
            await cluster.DeployAsync();
            return new Server(cluster, storage, counting, observed);
        }

        public async Task IngestAsync(int first, int count)
        {
            var lines = Enumerable.Range(first, count).Select(static number => string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"identityMap":{"CRMID":[{"id":"c-{{{number}}}"}],"Email":[{"id":"person{{{number}}}@example.com"}]},"loyalty":{"points":{{{number}}}},"note":"Somebody of number {{{number}}}"}"""));
            var receipt = await Client.IngestAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            Assert.Equal(count, receipt.Accepted);
        }

        public async Task<Guid> DefineAsync(string expression) => (await Client.CreateDefinitionAsync(new DefinitionDraft
        {
            SchemaName = SchemaReference.ProfileName,
            Name = expression,
            Expression = new ExpressionDocument("PQL", "pql/text", expression),
        })).Definition.Id;

        public async Task<long> CountAsync(Guid segment)
        {
            var job = await EndToEndSilo.WaitAsync(await Client.SubmitAsync([segment]));
            Assert.Equal(SegmentJobStatus.Succeeded, job.Status);
            return job.Metrics.SegmentedProfileCounter![segment];
        }

        /// <summary>Waits until the floor is at the head and the last sweep is over.</summary>
        public Task WaitUntilSettledAsync() => _observed.WaitUntilAsync(
            async () =>
            {
                var head = await Log.ReadHeadAsync(CancellationToken.None);
                return head.Floor == head.Epoch && head.Epoch > 0 && !await HasAsync("staged/") && !await HasAsync("results/") && await CountAsync("snapshot/") == 1;
            },
            TimeSpan.FromMinutes(2));

        public async Task KillAsync()
        {
            _isKilled = true;
            await _cluster.KillSiloAsync(_cluster.Silos[0]);
        }

        public async ValueTask DisposeAsync()
        {
            if (!_isKilled) await _cluster.StopAllSilosAsync();
            await _cluster.DisposeAsync();
            _storage.Dispose();
        }

        private async Task<bool> HasAsync(string prefix) => await CountAsync(prefix) > 0;

        private async Task<int> CountAsync(string prefix)
        {
            var count = 0;
            await foreach (var _ in Files.ListAsync(prefix, CancellationToken.None)) count++;
            return count;
        }
    }
}
