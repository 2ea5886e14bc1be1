using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using OrleansSegmentation.SiloHost;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.Benchmarks.Product;

/// <summary>The whole server in this process, reached over HTTP on loopback as by any client.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    public const string BasePath = "/data/core/ups";
    private readonly WebApplication _server;
    private readonly DirectoryInfo _directory;

    private BenchmarkServer(WebApplication server, DirectoryInfo directory, Uri address)
    {
        _server = server;
        _directory = directory;
        Http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "benchmark");
        Http.DefaultRequestHeaders.Add("x-api-key", "benchmark");
        Http.DefaultRequestHeaders.Add("x-gw-ims-org-id", "benchmark@LocalOrg");
        Http.DefaultRequestHeaders.Add("x-sandbox-name", "prod");
    }

    public HttpClient Http { get; }

    /// <summary>Gets the size of all files of the storage.</summary>
    public long DiskBytes => _directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Exists ? file.Length : 0);

    public static async Task<BenchmarkServer> StartAsync(CancellationToken cancellationToken, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var directory = Directory.CreateTempSubdirectory("orleans-segmentation-benchmark-");
        var address = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}");
        var server = SegmentationServer.Build([], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = address.ToString(),
            ["Segmentation:Storage:Directory"] = directory.FullName,
            ["Segmentation:Cluster:SiloPort"] = LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture),
            ["Segmentation:Cluster:GatewayPort"] = "0",
            ["Segmentation:Jobs:MaxUnfinishedPerSandbox"] = "1000000",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Logging:LogLevel:Orleans"] = "Error",
        }).AddInMemoryCollection(settings));
        await server.StartAsync(cancellationToken);
        return new BenchmarkServer(server, directory, address);
    }

    public async Task<JsonNode> PostAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        using (content)
        {
            using var response = await Http.PostAsync(BasePath + path, content, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
    }

    public Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancellationToken) =>
        PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancellationToken);

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await Http.GetAsync(BasePath + path, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    public async Task<string> DefineAsync(string name, string expression, CancellationToken cancellationToken)
    {
        var definition = await PostAsync("/segment/definitions", new JsonObject
        {
            ["name"] = name,
            ["schema"] = new JsonObject { ["name"] = "_xdm.context.profile" },
            ["expression"] = new JsonObject { ["type"] = "PQL", ["format"] = "pql/text", ["value"] = expression },
        }, cancellationToken);
        return (string)definition["id"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}: {text}");
    }
}
