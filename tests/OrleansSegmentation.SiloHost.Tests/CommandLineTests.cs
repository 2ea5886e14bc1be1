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
    [InlineData("Segmentation:Storage:Provider", "Floppy", "Local or AzureStorage")]
    [InlineData("Segmentation:Cluster:Address", "0.0.0.0", "loopback")]
    [InlineData("Segmentation:Cluster:SiloPort", "many", "Int32")]
    public async Task Serve_WrongSetting_NamesItItsValueAndWhatIsAccepted(string setting, string value, string accepted)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync("serve", $"--{setting}", value);

        Assert.Equal(2, exitCode);
        Assert.Contains(setting, output, StringComparison.Ordinal);
        Assert.Contains(value, output, StringComparison.Ordinal);
        Assert.Contains(accepted, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Segmentation:Cluster:SiloPort", "70000", "between 1 and 65535")]
    [InlineData("Segmentation:Cluster:ProbeTimeout", "00:05:00", "between 00:00:00.5000000 and 00:01:00")]
    [InlineData("Segmentation:Cluster:Address", "0.0.0.0", "the one address of this machine")]
    [InlineData("Segmentation:Storage:ConnectionString", "AccountKey=hush", "is a secret and is not repeated here")]
    [InlineData("Segmentation:Storage:ConnectionString", "", "Segmentation:Storage:BlobServiceUri")]
    [InlineData("Segmentation:Storage:CacheBytes", "5", "between 1048576 and")]
    [InlineData("Segmentation:Storage:CacheBytes", "many", "Segmentation:Storage:CacheBytes")]
    public async Task Serve_OnAzureStorageWithAWrongSetting_NamesItAndWhatIsAccepted(string setting, string value, string accepted)
    {
        var (exitCode, output) = await ServerProcess.RunToEndAsync(
            "serve", "--Segmentation:Storage:Provider", "AzureStorage", "--Segmentation:Storage:ConnectionString", "UseDevelopmentStorage=true", $"--{setting}", value);

        Assert.Equal(2, exitCode);
        Assert.Contains(setting.Split(':')[^1], output, StringComparison.Ordinal);
        Assert.Contains(accepted, output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_OnAnAccountThatDoesNotAnswer_SaysWhichAndKeepsTheKeySecret()
    {
        var port = LoopbackPorts.Take();
        const string key = "aHVzaC1odXNoLWh1c2g=";

        var (exitCode, output) = await ServerProcess.RunToEndAsync(
            "serve", "--urls", "http://127.0.0.1:0", "--Segmentation:Storage:Provider", "AzureStorage",
            "--Segmentation:Storage:ConnectionString", $"AccountName=shop;AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/shop;TableEndpoint=http://127.0.0.1:{port}/shop",
            "--Segmentation:Cluster:SiloPort", LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture), "--Segmentation:Cluster:GatewayPort", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains($"The server cannot start. The storage account cannot be used: Connection refused", output, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{port}/shop", output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
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
