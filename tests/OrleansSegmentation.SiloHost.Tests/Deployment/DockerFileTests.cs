using System.Diagnostics;
using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;

namespace OrleansSegmentation.SiloHost.Tests.Deployment;

/// <summary>The image: what it is built from, who it runs as, and its health check against the real server.</summary>
public sealed class DockerFileTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public void Images_AreOfTheFrameworkThatTheServerIsBuiltFor()
    {
        var framework = new FrameworkName(typeof(SegmentationServer).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName).Version.ToString(2);

        Assert.Equal(
            [$"mcr.microsoft.com/dotnet/sdk:{framework} AS build", $"mcr.microsoft.com/dotnet/aspnet:{framework}"], DockerFile.Arguments("FROM"));
    }

    [Fact]
    public void Build_CopiesWhatTheRepositoryHasAndTheIgnoreFileLetsThrough()
    {
        var copied = DockerFile.Arguments("COPY").Where(static arguments => !arguments.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(static arguments => arguments.Split(' ')[..^1]).Select(static path => path.TrimEnd('/')).ToList();
        var admitted = RepositoryFiles.Read(".dockerignore").Split('\n').Where(static line => line.StartsWith('!')).Select(static line => line[1..]);

        Assert.All(copied, static path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), path));
        Assert.Equal(copied.Order(StringComparer.Ordinal), admitted.Order(StringComparer.Ordinal));
        Assert.Contains("Directory.Packages.props", copied);
    }

    [Fact]
    public void Server_RunsWithoutRootAndGetsItsSignals()
    {
        Assert.Equal("$APP_UID", DockerFile.Arguments("USER").Last());
        var entry = JsonSerializer.Deserialize<string[]>(DockerFile.Arguments("ENTRYPOINT").Single())!; // exec form: no shell between
        Assert.Equal(["dotnet", $"{typeof(SegmentationServer).Assembly.GetName().Name}.dll"], entry);
        Assert.Equal(["serve"], JsonSerializer.Deserialize<string[]>(DockerFile.Arguments("CMD").Single())!);
    }

    [Fact]
    public async Task Server_WithTheAddressOfTheImage_RefusesToLetAnyCallerIn()
    {
        using var data = new TemporaryFolder();

        var (exitCode, output) = await ServerProcess.RunToEndAsync("serve", "--urls", DockerFile.Environment["Urls"], "--Segmentation:Storage:Directory", data.Directory.FullName);

        Assert.Equal(2, exitCode);
        Assert.Contains("Segmentation:Auth:Mode is Development", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_OfARealServer_TellsReadyFromStopped()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(data.Directory);

        Assert.Equal(0, await CheckAsync(server.Address));
        Assert.Equal(0, await server.StopAsync());
        Assert.NotEqual(0, await CheckAsync(server.Address));
    }

    private static async Task<int> CheckAsync(Uri address)
    {
        var port = new Uri(DockerFile.Environment["Urls"]).Port;
        var command = DockerFile.HealthCheck.Select(part => part.Replace($"/127.0.0.1/{port}", $"/127.0.0.1/{address.Port}", StringComparison.Ordinal)).ToArray();
        Assert.NotEqual(DockerFile.HealthCheck, command); // it asked the port of the image
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }
}
