using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OrleansSegmentation.Tests.Shared;

/// <summary>The storage emulator as a process of its own, started and stopped by the scripts that people use. Its data goes with it.</summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    private static readonly TimeSpan InstallAndStartLimit = TimeSpan.FromMinutes(8); // the first start of a fresh clone installs it
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(1);

    private AzuriteServer(string folder, string connectionString)
    {
        Folder = folder;
        ConnectionString = connectionString;
    }

    /// <summary>Gets how it is reached.</summary>
    public string ConnectionString { get; }

    /// <summary>Gets the folder of its data and log.</summary>
    public string Folder { get; }

    /// <summary>Starts it on free ports and waits until it answers.</summary>
    /// <param name="inMemory">Whether its data stays in memory, which is faster.</param>
    public static async Task<AzuriteServer> StartAsync(bool inMemory = true)
    {
        var folder = Directory.CreateTempSubdirectory("segmentation-azurite-").FullName;
        string[] ports = [.. Enumerable.Range(0, 3).Select(static _ => LoopbackPorts.Take().ToString(CultureInfo.InvariantCulture))];
        var output = await RunAsync("start.sh", InstallAndStartLimit, inMemory, [folder, .. ports]);
        return new AzuriteServer(folder, output.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop.sh", StopLimit, inMemory: false, Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> RunAsync(string script, TimeSpan limit, bool inMemory, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(ScriptFolder(), script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_IN_MEMORY"] = inMemory ? "1" : "";
        start.Environment["AZURITE_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(limit);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"azurite/{script} ended with {process.ExitCode}: {await errors}");
    }

    private static string ScriptFolder([CallerFilePath] string thisFile = "")
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(thisFile)!);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "azurite", "start.sh"))) directory = directory.Parent;
        return Path.Combine(directory?.FullName ?? throw new InvalidOperationException($"No azurite/start.sh above {thisFile}."), "azurite");
    }
}
