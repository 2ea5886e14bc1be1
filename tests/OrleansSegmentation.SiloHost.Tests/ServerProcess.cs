using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>The real server as a process of its own, on free loopback ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);
    public const string Organization = "restart@TestOrg";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _http;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test");
        _http.DefaultRequestHeaders.Add("x-api-key", "test");
        _http.DefaultRequestHeaders.Add("x-gw-ims-org-id", Organization);
        _http.DefaultRequestHeaders.Add("x-sandbox-name", "prod");
    }

    /// <summary>Gets where it listens.</summary>
    public Uri Address => _http.BaseAddress!;

    /// <summary>Gets all lines that the process wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts the server on a data folder and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(DirectoryInfo data, params string[] more)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}");
        var server = Launch(address,
            ["serve", "--urls", address.ToString(), "--Segmentation:Storage:Directory", data.FullName,
                "--Segmentation:Cluster:SiloPort", LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture),
                "--Segmentation:Cluster:GatewayPort", "0", .. more]);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Starts one silo of a cluster on a storage account and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartSiloAsync(string connectionString, string clusterId, DirectoryInfo cache, params string[] more)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPorts.Take()}");
        var server = Launch(address,
            ["serve", "--urls", address.ToString(),
                "--Segmentation:Storage:Provider", "AzureStorage",
                "--Segmentation:Storage:ConnectionString", connectionString,
                "--Segmentation:Storage:CacheDirectory", cache.FullName,
                "--Segmentation:Cluster:ClusterId", clusterId,
                "--Segmentation:Cluster:ServiceId", clusterId,
                "--Segmentation:Cluster:ProbeTimeout", "00:00:01",
                "--Segmentation:Cluster:SiloPort", LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture),
                "--Segmentation:Cluster:GatewayPort", LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture), .. more]);
        await server.WaitUntilReadyAsync();
        return server;
    }

    /// <summary>Runs the program with arguments that make it end, and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] arguments)
    {
        await using var server = Launch(new Uri("http://127.0.0.1:1"), arguments);
        using var limit = new CancellationTokenSource(StartLimit);
        await server._process.WaitForExitAsync(limit.Token);
        server._process.WaitForExit(); // the output readers have reached the end too
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>Ends the process as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop as an operator does (SIGTERM), and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(StartLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async Task<JsonNode> IngestAsync(ReadOnlyMemory<byte> records)
    {
        using var content = new ReadOnlyMemoryContent(records);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await ReadAsync(await _http.PostAsync("/data/core/ups/ingest/profiles?datasetId=crm", content));
    }

    public async Task<string> DefineAsync(string name, string expression)
    {
        var definition = new JsonObject
        {
            ["name"] = name,
            ["schema"] = new JsonObject { ["name"] = "_xdm.context.profile" },
            ["expression"] = new JsonObject { ["type"] = "PQL", ["format"] = "pql/text", ["value"] = expression },
        };
        return (string)(await PostAsync("/data/core/ups/segment/definitions", definition))["id"]!;
    }

    public async Task<string> PostJobAsync(params string[] segmentIds)
    {
        var body = new JsonArray([.. segmentIds.Select(static id => new JsonObject { ["segmentId"] = id })]);
        return (string)(await PostAsync("/data/core/ups/segment/jobs", body))["id"]!;
    }

    public async Task<JsonNode> GetJobAsync(string id) => await ReadAsync(await _http.GetAsync($"/data/core/ups/segment/jobs/{id}"));

    public async Task<JsonNode> GetDiagnosticsAsync(string id) =>
        await ReadAsync(await _http.GetAsync($"/data/core/ups/segment/jobs/{id}/diagnostics"));

    /// <summary>Polls as clients of a cluster do that may have just lost a silo: a 503 asks to come back.</summary>
    public async Task<JsonNode> WaitForJobThroughFailuresAsync(string id, Func<JsonNode, bool> until)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            using (var response = await _http.GetAsync($"/data/core/ups/segment/jobs/{id}", limit.Token))
            {
                if (response.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable)
                {
                    var job = await ReadAsync(response);
                    if (until(job)) return job;
                    if ((string)job["status"]! is "SUCCEEDED" or "FAILED" or "CANCELLED") Assert.Fail($"Unexpected end: {job}");
                }
            }

            await poll.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Polls, as clients of the API do, until the predicate holds.</summary>
    public async Task<JsonNode> WaitForJobAsync(string id, Func<JsonNode, bool> until)
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var job = await GetJobAsync(id);
            if (until(job)) return job;
            if ((string)job["status"]! is "SUCCEEDED" or "FAILED" or "CANCELLED") Assert.Fail($"Unexpected end: {job}");
            await poll.WaitForNextTickAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(Uri address, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansSegmentation.SiloHost.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var server = new ServerProcess(Process.Start(start)!, address);
        server._process.OutputDataReceived += (_, line) => server.Note(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Note(line.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    private async Task WaitUntilReadyAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!_process.HasExited)
        {
            try
            {
                using var response = await _http.GetAsync("/readyz", limit.Token);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await poll.WaitForNextTickAsync(limit.Token);
        }

        Assert.Fail($"The server ended with {_process.ExitCode} before it was ready: {Output}");
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }

    private async Task<JsonNode> PostAsync(string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await ReadAsync(await _http.PostAsync(path, content));
    }

    private async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri} answered {(int)response.StatusCode}: {text}\n{Output}");
            return JsonNode.Parse(text)!;
        }
    }
}
