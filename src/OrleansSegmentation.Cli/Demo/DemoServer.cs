using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OrleansSegmentation.SiloHost;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>A server in this process: free loopback ports, a temporary folder that goes with it.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly DirectoryInfo _directory;

    private DemoServer(WebApplication server, DirectoryInfo directory, Uri address)
    {
        _server = server;
        _directory = directory;
        Address = address;
    }

    /// <summary>Gets where the server listens, such as <c>http://127.0.0.1:40613</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts the server; returns when it answers.</summary>
    public static async Task<DemoServer> StartAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-segmentation-demo-");
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var server = SegmentationServer.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Urls"] = address.ToString(),
                ["Segmentation:Storage:Directory"] = directory.FullName,
                ["Segmentation:Cluster:SiloPort"] = FreePort().ToString(CultureInfo.InvariantCulture),
                ["Segmentation:Cluster:GatewayPort"] = "0",
                ["Segmentation:Runs:HeartbeatInterval"] = "00:00:00.05", // the bars move while one looks
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
                ["Logging:LogLevel:Orleans"] = "Error", // start-up advice for clusters would only distract here
            });
        });
        await server.StartAsync(cancellationToken);
        return new DemoServer(server, directory, address);
    }

    /// <summary>Completes when the server stops, normally by Ctrl+C.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _server.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
