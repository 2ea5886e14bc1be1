using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>azurite/cluster.sh as people run it: three real silos that come, die, leave and come again.</summary>
public sealed partial class ClusterScriptTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10); // a fresh clone installs the emulator first

    private readonly TemporaryFolder _temporary = new();
    private readonly HttpClient _http = new();

    private string Folder => Path.Combine(_temporary.Directory.FullName, "cluster");

    public Task InitializeAsync()
    {
        foreach (var (name, value) in ((string, string)[])[("Authorization", "Bearer test"), ("x-api-key", "test"), ("x-gw-ims-org-id", "script@TestOrg"), ("x-sandbox-name", "prod")])
            _http.DefaultRequestHeaders.Add(name, value);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await RunAsync("down");
        _http.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Cluster_ThroughItsWholeLife_KeepsItsDataAndLeavesNothing()
    {
        var addresses = Lines((await RunAsync("up")).Expect(0).Output);
        Assert.Equal(3, addresses.Length);
        Assert.All(addresses, static address => Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+$", address));
        var everybody = ReadStatus((await RunAsync("status")).Expect(0).Output);
        Assert.Equal(["azurite running", "silo 1 ready", "silo 2 ready", "silo 3 ready"], everybody.Select(static line => $"{line.Name} {line.State}"));
        AssertOnlyLoopback(everybody.Select(static line => line.Process));
        AssertPrivate();

        var definition = await DefineAsync(addresses[0]);
        (await RunAsync("kill", "2")).Expect(0);
        (await RunAsync("kill", "2")).Expect(1);
        Assert.Equal("stopped", ReadStatus((await RunAsync("status")).Expect(1).Output)[2].State);
        await AssertReadsAsync(addresses[2], definition);

        Assert.Equal([addresses[1]], Lines((await RunAsync("start", "2")).Expect(0).Output));
        (await RunAsync("stop", "1")).Expect(0);
        await AssertReadsAsync(addresses[1], definition);
        Assert.Equal([addresses[0]], Lines((await RunAsync("start", "1")).Expect(0).Output));
        var renewed = ReadStatus((await RunAsync("status")).Expect(0).Output);
        Assert.Equal(everybody[3].Process, renewed[3].Process); // nobody touched it

        (await RunAsync("down")).Expect(0);
        Assert.False(Directory.Exists(Folder));
        Assert.All(everybody.Concat(renewed), static line => Assert.False(Path.Exists($"/proc/{line.Process}"), $"{line.Name} still runs"));
        (await RunAsync("status")).Expect(3);
        (await RunAsync("down")).Expect(0); // nothing to do
    }

    [Theory]
    [InlineData(2, "SILOS is 'many'", "up", "many")]
    [InlineData(3, "There is no cluster", "kill", "1")]
    [InlineData(2, "cluster.sh up", "restart")]
    public async Task Command_Wrong_SaysWhatIsAccepted(int exitCode, string message, params string[] arguments) =>
        Assert.Contains(message, (await RunAsync(arguments)).Expect(exitCode).Errors, StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static List<(string Name, string State, string Process)> ReadStatus(string text) =>
        [.. Lines(text).Select(static line => StatusLine().Match(line)).Select(static match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))];

    /// <summary>Every port that a process of the cluster listens on is one of this machine only.</summary>
    private static void AssertOnlyLoopback(IEnumerable<string> processes)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere the system does not tell it in files

        // Who listens where: the sockets among a process's open files, and the system's table of listening sockets by inode.
        var listening = new Dictionary<string, string>();
        foreach (var table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (var columns in File.ReadLines(table).Skip(1).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                const string Listens = "0A";
                if (columns[3] == Listens) listening[$"socket:[{columns[9]}]"] = columns[1].Split(':')[0];
            }
        }

        var own = processes.SelectMany(static process => new DirectoryInfo($"/proc/{process}/fd").EnumerateFiles())
            .Select(static file => file.LinkTarget ?? "").Where(listening.ContainsKey).Select(socket => listening[socket]).ToList();
        Assert.True(own.Count >= 3 * 3 + 3, $"{own.Count} listening sockets"); // REST, silo and gateway of each; three services of the emulator
        Assert.All(own, static address => Assert.Equal("0100007F", address)); // 127.0.0.1, least significant byte first
    }

    private void AssertPrivate()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(Folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private async Task<string> DefineAsync(string address)
    {
        var definition = new JsonObject
        {
            ["name"] = "kept",
            ["schema"] = new JsonObject { ["name"] = "_xdm.context.profile" },
            ["expression"] = new JsonObject { ["type"] = "PQL", ["format"] = "pql/text", ["value"] = "a = 1" },
        };
        using var content = new StringContent(definition.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync($"{address}/data/core/ups/segment/definitions", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <summary>Reads through a silo that lives; asks again, as clients do, while the others find out who died.</summary>
    private async Task AssertReadsAsync(string address, string definition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            using var response = await _http.GetAsync($"{address}/data/core/ups/segment/definitions/{definition}", limit.Token);
            if (response.StatusCode == HttpStatusCode.OK) return;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            await poll.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task<ScriptResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(RepositoryFiles.Root, "azurite", "cluster.sh"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CLUSTER_FOLDER"] = Folder;
        start.Environment["CLUSTER_SILO_DLL"] = typeof(SegmentationServer).Assembly.Location;
        start.Environment["CLUSTER_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment["Segmentation__Cluster__ProbeTimeout"] = "00:00:01";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new ScriptResult(process.ExitCode, await output, await errors);
    }

    [GeneratedRegex("^(azurite|silo [1-9]) +([a-z]+) +([0-9]+|-)")]
    private static partial Regex StatusLine();

    private sealed record ScriptResult(int ExitCode, string Output, string Errors)
    {
        public ScriptResult Expect(int exitCode)
        {
            Assert.True(ExitCode == exitCode, $"ended with {ExitCode}, not {exitCode}: {Output}{Errors}");
            return this;
        }
    }
}
