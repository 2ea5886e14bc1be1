using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Storage.Local.Hosting;

namespace OrleansSegmentation.SiloHost;

/// <summary>
/// Decides where everything durable lies and so how many silos there can be: one folder and one silo (<c>Local</c>), or one storage account and
/// any number of silos (<c>AzureStorage</c>).
/// </summary>
internal static class StorageAndCluster
{
    private const string Local = "Local";
    private const string Azure = "AzureStorage";

    /// <summary>Adds the storage that <c>Storage:Provider</c> names, and the silo's place in its cluster.</summary>
    /// <exception cref="InvalidSettingException">A setting has a value that is not accepted.</exception>
    /// <exception cref="OptionsValidationException">A setting of <c>Cluster</c> is out of range.</exception>
    public static void AddStorageAndCluster(this ISiloBuilder silo, IConfigurationSection settings)
    {
        var cluster = ReadCluster(settings);
        var provider = settings["Storage:Provider"] ?? Local;
        if (string.Equals(provider, Local, StringComparison.OrdinalIgnoreCase)) AddLocal(silo, settings, cluster);
        else if (string.Equals(provider, Azure, StringComparison.OrdinalIgnoreCase)) AddAzure(silo, cluster);
        else throw new InvalidSettingException("Storage:Provider", provider, $"{Local} or {Azure}");
    }

    private static SiloClusterOptions ReadCluster(IConfigurationSection settings)
    {
        SiloClusterOptions cluster;
        try
        {
            cluster = settings.GetSection("Cluster").Get<SiloClusterOptions>() ?? new SiloClusterOptions();
        }
        catch (InvalidOperationException exception)
        {
            // a value that is no number or time at all; the message names the setting
            throw new OptionsValidationException(Options.DefaultName, typeof(SiloClusterOptions), [exception.Message]);
        }

        var result = new SiloClusterOptionsValidator().Validate(Options.DefaultName, cluster);
        return result.Failed
            ? throw new OptionsValidationException(Options.DefaultName, typeof(SiloClusterOptions), result.Failures.Select(static failure => $"Segmentation:Cluster:{failure}"))
            : cluster;
    }

    private static void AddLocal(ISiloBuilder silo, IConfigurationSection settings, SiloClusterOptions cluster)
    {
        if (!IPAddress.TryParse(cluster.Address, out var address) || !IPAddress.IsLoopback(address))
        {
            throw new InvalidSettingException(
                "Cluster:Address", cluster.Address, "a loopback address such as 127.0.0.1, because Storage:Provider Local is one silo");
        }

        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
        silo.AddLocalSegmentationStorage(options => options.Directory = Path.GetFullPath(settings["Storage:Directory"] ?? "data"));
    }

    private static void AddAzure(ISiloBuilder silo, SiloClusterOptions cluster)
    {
        if (!IPAddress.TryParse(cluster.Address, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            throw new InvalidSettingException(
                "Cluster:Address", cluster.Address, "the one address of this machine at which the other silos reach it, such as 10.0.0.4; or 127.0.0.1 when all are on this machine");
        }

        silo.AddAzureSegmentationStorage(static options => options.CacheDirectory = Path.GetFullPath(options.CacheDirectory));
        silo.ConfigureEndpoints(address, cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: false);
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.Configure<ClusterMembershipOptions>(options =>
            (options.ProbeTimeout, options.IAmAliveTablePublishTimeout) = (cluster.ProbeTimeout, cluster.AlivePeriod));
    }
}
