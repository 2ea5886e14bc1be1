using System.Diagnostics;
using System.Text.Json.Nodes;
using OrleansSegmentation.Cli.Samples;

namespace OrleansSegmentation.Cli.Tests.Demo;

/// <summary>The main job, as a new user runs it, against a count made without any part of the product.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Demo_ShippedSample_ReportsTheCountsOfAnIndependentTool()
    {
        var (exitCode, output) = await RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "orleans-segmentation.dll"), "demo");
        var (_, counted) = await RunAsync("node", Path.Combine(AppContext.BaseDirectory, "samples", "count.mjs"), SampleCommand.ShippedPath);

        Assert.True(exitCode == 0, output);
        var job = JsonNode.Parse(output[output.IndexOf("\n{", StringComparison.Ordinal)..(output.IndexOf("\n}", StringComparison.Ordinal) + 2)])!;
        var expected = JsonNode.Parse(counted)!.AsObject();
        Assert.Equal("SUCCEEDED", (string?)job["status"]);
        Assert.All(
            job["metrics"]!["totalProfilesByMergePolicy"]!.AsObject(),
            policy => Assert.Equal((long)expected["profiles"]!, (long)policy.Value!));

        // The job lists its segments in the order of the request, which is the order of the audiences.
        var names = expected.Select(static pair => pair.Key).Where(static name => name != "profiles").ToList();
        var segments = job["segments"]!.AsArray().Select(static segment => (string)segment!["segmentId"]!).ToList();
        Assert.Equal(names.Count, segments.Count);
        Assert.All(names.Zip(segments), pair => Assert.Equal(
            (pair.First, (long)expected[pair.First]!),
            (pair.First, (long)job["metrics"]!["segmentedProfileCounter"]![pair.Second]!)));
    }

    [Theory]
    [InlineData("demo", "--profiles", "-1", "0 to 100000000")]
    [InlineData("sample", "--profiles", "0", "1 to 100000000")]
    public async Task Command_WrongNumber_SaysWhatIsAccepted(string command, string option, string value, string accepted)
    {
        var (exitCode, output) = await RunAsync(
            "dotnet", Path.Combine(AppContext.BaseDirectory, "orleans-segmentation.dll"), command, option, value);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(accepted, output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }
}
