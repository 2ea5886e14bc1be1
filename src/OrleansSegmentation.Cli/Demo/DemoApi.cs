using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansSegmentation.Cli.Demo;

/// <summary>The calls of the demo: plain HTTP, as any client of the API sends them.</summary>
internal sealed class DemoApi : IDisposable
{
    private const string BasePath = "/data/core/ups";
    private readonly HttpClient _http;

    public DemoApi(Uri server)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "demo");
        foreach (var (name, value) in Headers) _http.DefaultRequestHeaders.Add(name, value);
    }

    /// <summary>Gets the headers beside <c>Authorization</c> that every call carries.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } =
        [("x-api-key", "demo"), ("x-gw-ims-org-id", "demo@LocalOrg"), ("x-sandbox-name", "prod")];

    /// <summary>Ingests NDJSON; returns the receipt.</summary>
    public async Task<JsonNode> IngestAsync(ReadOnlyMemory<byte> records, string datasetId, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(records);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await _http.PostAsync($"{BasePath}/ingest/profiles?datasetId={datasetId}", content, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Creates what the path names; returns the answer.</summary>
    public async Task<JsonNode> PostAsync(string path, JsonNode body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(BasePath + path, content, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>Reads what the path names.</summary>
    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(BasePath + path, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new DemoFailedException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text) ?? throw new JsonException("The answer is null.");
    }
}

/// <summary>The server answered what the demo cannot go on with.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
