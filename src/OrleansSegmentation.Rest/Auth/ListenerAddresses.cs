using System.Net;
using Microsoft.Extensions.Configuration;

namespace OrleansSegmentation.Rest.Auth;

/// <summary>Reads the addresses a server is told to listen on, in the forms that ASP.NET Core takes them.</summary>
internal static class ListenerAddresses
{
    /// <summary>Returns the addresses that the configuration names; endpoints under <c>Kestrel</c> replace the others.</summary>
    public static IEnumerable<string> Configured(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(static endpoint => endpoint["Url"]).OfType<string>().ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        if (configuration["urls"] is { Length: > 0 } urls)
        {
            return Split(urls);
        }

        return Split(configuration["http_ports"]).Concat(Split(configuration["https_ports"])).Select(static port => $"http://*:{port}");
    }

    /// <summary>Returns whether only this machine reaches the address.</summary>
    public static bool IsLoopback(string address)
    {
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var rest = start < 0 ? address : address[(start + 3)..];
        if (rest.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("pipe:", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var host = Host(rest);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static string Host(string rest)
    {
        var authority = rest.Split('/', 2)[0];
        if (authority.StartsWith('['))
        {
            var end = authority.IndexOf(']');
            return end < 0 ? authority : authority[1..end];
        }

        var colon = authority.LastIndexOf(':');
        return colon < 0 ? authority : authority[..colon];
    }

    private static IEnumerable<string> Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
