using Microsoft.Extensions.Options;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.SiloHost;

/// <summary>The command line of the server: <c>serve</c>, help, and nothing else.</summary>
internal static class SiloHostCommand
{
    private const string Help = """
        OrleansSegmentation server

        Usage:
          serve [--urls http://127.0.0.1:8080] [--Segmentation:Section:Name value ...]

        Common settings (also from appsettings.json, or from the environment as Segmentation__Section__Name):
          Segmentation:Storage:Provider       Local: one silo and one folder; AzureStorage: any number of silos (default: Local)
          Segmentation:Storage:Directory      Local: folder of everything durable  (default: data)
          Segmentation:Storage:ConnectionString AzureStorage: the account; a secret, so better in the environment
          Segmentation:Storage:CacheDirectory AzureStorage: folder of local copies (default: cache)
          Segmentation:Cluster:Address        address of this silo                 (default: 127.0.0.1)
          Segmentation:Cluster:SiloPort       port between silos                   (default: 11111)
          Segmentation:Cluster:GatewayPort    port for Orleans clients             (default: 30000)
          Segmentation:Profiles:PartitionCount partitions of a new sandbox         (default: 16)
          Segmentation:Evaluation:Threads     evaluation threads                   (default: cores)
          Segmentation:Auth:Mode              Development, Static or Jwt           (default: Development, loopback only)

        The README lists all settings.
        """;

    /// <summary>Runs the command; 0 after a clean stop, 2 for a wrong command line or setting, 1 when the server cannot run.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            Console.Out.WriteLine(Help);
            return 0;
        }

        if (args is not ["serve", ..])
        {
            await Console.Error.WriteLineAsync(args.Length == 0 ? "A command is missing; the only one is: serve" : $"Unknown command '{args[0]}'; the only one is: serve");
            await Console.Error.WriteLineAsync(Help);
            return 2;
        }

        try
        {
            await using var server = SegmentationServer.Build(args[1..]);
            await server.RunAsync();
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures) await Console.Error.WriteLineAsync(failure);
            return 2;
        }
        catch (InvalidSettingException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 2;
        }
        catch (Exception exception) when (exception is IOException or StorageInUseException or StorageUnreachableException)
        {
            // A port in use, a data folder held by another process, an account that does not answer: the message says which.
            await Console.Error.WriteLineAsync($"The server cannot start. {exception.Message}");
            return 1;
        }
    }
}
