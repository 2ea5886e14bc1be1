using System.Net;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Rest.Hosting;
using OrleansSegmentation.Storage.Local.Hosting;

namespace OrleansSegmentation.SiloHost;

/// <summary>Builds the server: storage, silo and REST front in one process.</summary>
public static class SegmentationServer
{
    /// <summary>Builds the server from appsettings.json beside the program, the environment and <paramref name="args"/>, in rising priority.</summary>
    /// <param name="args">Settings as <c>--Segmentation:Storage:Directory /data</c> or <c>--urls http://127.0.0.1:8080</c>.</param>
    /// <param name="configure">Last word on configuration and services, for hosts in process and for tests.</param>
    /// <exception cref="InvalidSettingException">A setting has a value that is not accepted.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory, // appsettings.json lies beside the program, wherever it is started
        });
        configure?.Invoke(builder);

        var settings = builder.Configuration.GetSection("Segmentation");
        builder.Services.AddSegmentationRest(builder.Configuration);
        builder.Services.AddHealthChecks().AddCheck<StorageHealthCheck>("storage", timeout: StorageHealthCheck.Timeout);
        builder.UseOrleans(silo =>
        {
            AddClustering(silo, settings);
            AddStorage(silo, settings);
            silo.AddSegmentation();
        });

        var server = builder.Build();
        server.MapSegmentation();
        return server;
    }

    private static void AddClustering(ISiloBuilder silo, IConfigurationSection settings)
    {
        var cluster = settings.GetSection("Cluster").Get<SiloClusterOptions>() ?? new SiloClusterOptions();
        if (!IPAddress.TryParse(cluster.Address, out var address) || !IPAddress.IsLoopback(address))
        {
            throw new InvalidSettingException(
                "Cluster:Address", cluster.Address, "a loopback address such as 127.0.0.1, because Storage:Provider Local is one silo");
        }

        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
    }

    private static void AddStorage(ISiloBuilder silo, IConfigurationSection settings)
    {
        var provider = settings["Storage:Provider"] ?? "Local";
        if (!string.Equals(provider, "Local", StringComparison.OrdinalIgnoreCase))
            throw new InvalidSettingException("Storage:Provider", provider, "Local");

        silo.AddLocalSegmentationStorage(options => options.Directory = Path.GetFullPath(settings["Storage:Directory"] ?? "data"));
    }
}
