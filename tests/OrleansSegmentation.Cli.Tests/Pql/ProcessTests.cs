using System.Diagnostics;

namespace OrleansSegmentation.Cli.Tests.Pql;

/// <summary>The commands as scripts call them.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Test_ShippedCases_EndsWithTheSummaryAndExitCode0()
    {
        var (exitCode, output, error) = await RunAsync("", "pql", "test", RepositoryFiles.SampleCases);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches("^[0-9]+ passed, 0 failed\n$", output);
    }

    [Fact]
    public async Task Test_FailedCaseFromStandardInput_EndsWithExitCode1()
    {
        var (exitCode, output, _) = await RunAsync("""[{"id":"é","pql":"a","profile":{},"expect":true}]""", "pql", "test", "-");

        Assert.Equal((1, "FAILED é: a: expected true, got false\n0 passed, 1 failed\n"), (exitCode, output));
    }

    [Theory]
    [InlineData("pql", "test", "/nowhere/cases.json")]
    [InlineData("pql", "nothing")]
    public async Task Command_WrongUsage_EndsWithExitCode2(params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync("", arguments);

        Assert.Equal(2, exitCode);
        Assert.Contains(arguments[^1], error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orleans-segmentation.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}
