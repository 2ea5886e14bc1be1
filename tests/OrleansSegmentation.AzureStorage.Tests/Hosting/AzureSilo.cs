using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.AzureStorage.Tests.Hosting;

/// <summary>A real silo on the emulator.</summary>
internal static class AzureSilo
{
    public static async Task<IHost> StartAsync(AzuriteFixture azurite, string clusterId, string cacheDirectory, Action<ISiloBuilder>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.AddAzureSegmentationStorage(options =>
            {
                options.ConnectionString = azurite.ConnectionString;
                options.ContainerName = clusterId;
                options.CacheDirectory = cacheDirectory;
            });
            silo.Services.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = clusterId);
            silo.ConfigureEndpoints(IPAddress.Loopback, LoopbackPorts.Take(), LoopbackPorts.Take(), listenOnAnyHostAddress: false);
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
