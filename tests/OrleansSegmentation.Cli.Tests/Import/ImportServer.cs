using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Cli.Demo;

namespace OrleansSegmentation.Cli.Tests.Import;

/// <summary>A real server that all import tests share, each under an organisation of its own.</summary>
public sealed class ImportServer : IAsyncLifetime
{
    public const string Collection = "a server to import into";

    private static int _organizations;

    private DemoServer? _server;
    private HttpClient? _http;

    public string Address => _server!.Address.ToString();

    /// <summary>Returns an organisation that no other test uses.</summary>
    public static string NewOrganization() => $"import-{Interlocked.Increment(ref _organizations)}@TestOrg";

    /// <summary>Counts the profiles of an organisation and those of audiences, by a segment job.</summary>
    public async Task<(long Profiles, long[] Members)> CountAsync(string organization, params string[] expressions)
    {
        var segments = new List<string>();
        foreach (var expression in expressions)
        {
            var created = await SendAsync(organization, HttpMethod.Post, "/segment/definitions", new JsonObject
            {
                ["name"] = expression,
                ["schema"] = new JsonObject { ["name"] = "_xdm.context.profile" },
                ["expression"] = new JsonObject { ["type"] = "PQL", ["format"] = "pql/text", ["value"] = expression },
            });
            segments.Add((string)created["id"]!);
        }

        var body = new JsonArray([.. segments.Select(static id => new JsonObject { ["segmentId"] = id })]);
        var job = await SendAsync(organization, HttpMethod.Post, "/segment/jobs", body);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((string)job["status"]! is not ("SUCCEEDED" or "FAILED"))
        {
            await poll.WaitForNextTickAsync(limit.Token);
            job = await SendAsync(organization, HttpMethod.Get, $"/segment/jobs/{job["id"]}", null);
        }

        Assert.Equal("SUCCEEDED", (string)job["status"]!);
        var counters = job["metrics"]!["segmentedProfileCounter"]!;
        return ((long)job["metrics"]!["totalProfiles"]!, [.. segments.Select(id => (long?)counters[id] ?? 0)]);
    }

    public async Task InitializeAsync()
    {
        _server = await DemoServer.StartAsync(CancellationToken.None);
        _http = new HttpClient { BaseAddress = _server.Address };
    }

    public async Task DisposeAsync()
    {
        _http!.Dispose();
        await _server!.DisposeAsync();
    }

    private async Task<JsonNode> SendAsync(string organization, HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, $"data/core/ups{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "test");
        foreach (var (name, value) in ((string, string)[])[("x-api-key", "test"), ("x-gw-ims-org-id", organization), ("x-sandbox-name", "prod")]) request.Headers.Add(name, value);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http!.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}

[CollectionDefinition(ImportServer.Collection)]
public sealed class ImportServerUsers : ICollectionFixture<ImportServer>;
