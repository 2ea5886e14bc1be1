using System.Globalization;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>What an operator sees who gets something wrong.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Serve_FolderHeldByAnotherProcess_RefusesToStartAndSaysWhy()
    {
        using var data = new TemporaryFolder();
        await using var first = await ServerProcess.StartAsync(data.Directory);

        var (exitCode, output) = await ServerProcess.RunToEndAsync(
            "serve", "--urls", "http://127.0.0.1:0", "--Segmentation:Storage:Directory", data.Directory.FullName,
            "--Segmentation:Cluster:SiloPort", LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture), "--Segmentation:Cluster:GatewayPort", "0");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(data.Directory.FullName, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_DevelopmentModeOffLoopback_RefusesToStartAndNamesTheSetting()
    {
        using var data = new TemporaryFolder();

        var (exitCode, output) = await ServerProcess.RunToEndAsync(
            "serve", "--urls", "http://0.0.0.0:0", "--Segmentation:Storage:Directory", data.Directory.FullName);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Auth:AllowDevelopmentOffLoopback", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Segmentation:Storage:Provider", "Floppy", "Local")]
    [InlineData("Segmentation:Cluster:Address", "0.0.0.0", "loopback")]
    public async Task Serve_WrongSetting_NamesItItsValueAndWhatIsAccepted(string setting, string value, string accepted)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync("serve", $"--{setting}", value);

        Assert.Equal(2, exitCode);
        Assert.Contains(setting, output, StringComparison.Ordinal);
        Assert.Contains(value, output, StringComparison.Ordinal);
        Assert.Contains(accepted, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownCommand_SaysWhichCommandThereIs()
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync("surf");

        Assert.Equal(2, exitCode);
        Assert.Contains("'surf'", output, StringComparison.Ordinal);
        Assert.Contains("serve", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_DescribesTheCommand()
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("serve", output, StringComparison.Ordinal);
    }
}
