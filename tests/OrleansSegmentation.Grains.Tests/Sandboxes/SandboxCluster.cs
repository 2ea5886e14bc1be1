using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

/// <summary>A real silo over a store in memory.</summary>
public sealed class SandboxCluster : IAsyncLifetime
{
    public SandboxCluster() => Cluster = Build(Storage);

    public InProcessTestCluster Cluster { get; }

    internal InMemoryStorage Storage { get; } = new();

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    /// <summary>Builds a cluster of one silo; the caller deploys and disposes it.</summary>
    internal static InProcessTestCluster Build(InMemoryStorage storage)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ISegmentationStorage>(storage);
            silo.AddSegmentation();
        });
        return builder.Build();
    }
}
