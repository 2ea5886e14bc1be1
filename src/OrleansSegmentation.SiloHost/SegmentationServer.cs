using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Rest.Hosting;

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
            silo.AddStorageAndCluster(settings);
            silo.AddSegmentation();
        });

        var server = builder.Build();
        server.MapSegmentation();
        return server;
    }
}
