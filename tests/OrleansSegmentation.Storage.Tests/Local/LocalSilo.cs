using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansSegmentation.Storage.Local.Hosting;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.Storage.Tests.Local;

/// <summary>A real silo on the local store.</summary>
internal static class LocalSilo
{
    public static async Task<IHost> StartAsync(string directory)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(LoopbackPorts.Take(), LoopbackPorts.Take())
            .AddLocalSegmentationStorage(options => options.Directory = directory)
            .AddLocalGrainStorage("other"));
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
