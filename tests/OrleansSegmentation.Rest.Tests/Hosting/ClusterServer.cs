using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Client;
using OrleansSegmentation.SiloHost;
using OrleansSegmentation.Storage;
using OrleansSegmentation.Storage.Local;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>The whole server, as <c>serve</c> runs it: one silo on a folder of its own, HTTP on a free loopback port.</summary>
public sealed class ClusterServer : IAsyncLifetime, IAsyncDisposable
{
    public const string Collection = "one server for many organisations";

    private static int _organizations;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("segmentation-rest-");
    private WebApplication? _application;
    private HoldableStorage? _storage;
    private ObservedStorage? _observed;

    /// <summary>Gets the folder that everything durable lies in.</summary>
    public string Folder => _folder.FullName;

    public Uri Address => new(_application!.Urls.Single());

    public static async Task<ClusterServer> StartAsync(Dictionary<string, string?> settings)
    {
        var server = new ClusterServer();
        await server.StartCoreAsync(settings);
        return server;
    }

    /// <summary>Returns a user of an organisation that nobody used before.</summary>
    public SandboxUser NewUser() => new(
        Address, _application!.Services.GetRequiredService<SegmentationCluster>(),
        $"user-{Interlocked.Increment(ref _organizations)}@AdobeOrg");

    /// <summary>Keeps the jobs of a sandbox in PROCESSING, before their first result, until disposed.</summary>
    public IDisposable HoldResults(Guid sandboxId) => _storage!.HoldResults(sandboxId);

    /// <summary>Makes the log of a sandbox fail until disposed.</summary>
    public IDisposable BreakLog(Guid sandboxId) => _storage!.BreakLog(sandboxId);

    /// <summary>Waits until a condition holds; it is looked at after every change of what is stored.</summary>
    public Task WaitUntilAsync(Func<bool> condition, TimeSpan patience) => _observed!.WaitUntilAsync(() => Task.FromResult(condition()), patience);

    public Task InitializeAsync() => StartCoreAsync([]);

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartCoreAsync(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings)
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Segmentation:Storage:Directory"] = _folder.FullName,
            ["Segmentation:Cluster:SiloPort"] = LoopbackPorts.Take().ToString(provider: null),
            ["Segmentation:Cluster:GatewayPort"] = LoopbackPorts.Take().ToString(provider: null),
            ["Segmentation:Profiles:PartitionCount"] = "2",
        };
        _application = SegmentationServer.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(all);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(static provider => new ObservedStorage(provider.GetRequiredService<LocalSegmentationStorage>()));
            builder.Services.AddSingleton(static provider => new HoldableStorage(provider.GetRequiredService<ObservedStorage>()));
            builder.Services.AddSingleton<ISegmentationStorage>(static provider => provider.GetRequiredService<HoldableStorage>());
        });
        await _application.StartAsync();
        _storage = _application.Services.GetRequiredService<HoldableStorage>();
        _observed = _application.Services.GetRequiredService<ObservedStorage>();
    }
}

/// <summary>The classes that share one server; each test has an organisation of its own.</summary>
[CollectionDefinition(ClusterServer.Collection)]
public sealed class ClusterServerCollection : ICollectionFixture<ClusterServer>;
