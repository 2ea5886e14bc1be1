using System.Net;
using System.Net.Sockets;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>Loopback ports that nobody listens on.</summary>
internal static class FreePorts
{
    public static (int First, int Second) TakeTwo()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
