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
    private const int FirstSiloPort = 20_000;
    private const int SiloPortCount = 10_000; // systems take the ends of outgoing connections from higher ones

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
        var server = SegmentationServer.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Urls"] = "http://127.0.0.1:0",
                ["Segmentation:Storage:Directory"] = directory.FullName,
                ["Segmentation:Cluster:SiloPort"] = TakeSiloPort().ToString(CultureInfo.InvariantCulture),
                ["Segmentation:Cluster:GatewayPort"] = "0",
                ["Segmentation:Runs:HeartbeatInterval"] = "00:00:00.05", // the bars move while one looks
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
                ["Logging:LogLevel:Orleans"] = "Error", // start-up advice for clusters would only distract here
            });
        });
        await server.StartAsync(cancellationToken);
        return new DemoServer(server, directory, new Uri(server.Urls.Single()));
    }

    /// <summary>Completes when the server stops, normally by Ctrl+C.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _server.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    // Not the system's choice of a free port: until the silo listens, that could become the local end of anybody's outgoing connection.
    private static int TakeSiloPort()
    {
        while (true)
        {
            var port = Random.Shared.Next(FirstSiloPort, FirstSiloPort + SiloPortCount);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody listens there; try another one
            }
        }
    }
}
