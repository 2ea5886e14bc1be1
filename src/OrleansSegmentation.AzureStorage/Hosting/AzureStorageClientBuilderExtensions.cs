using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansSegmentation.AzureStorage.Clustering;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Lets a process outside the cluster find its silos.</summary>
public static class AzureStorageClientBuilderExtensions
{
    private const string DefaultName = "orleans-segmentation";

    /// <summary>
    /// Finds the gateways of a server that runs on <c>AzureStorage</c>. The account comes from <c>Segmentation:Storage</c>, as for the silos, then
    /// from code, and the cluster's names from <c>Segmentation:Cluster</c>; a wrong setting stops the start. Together with <c>AddSegmentationClient</c> this is all that another service needs.
    /// </summary>
    public static IClientBuilder UseAzureSegmentationCluster(this IClientBuilder client, Action<AzureSegmentationStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var services = client.Services;
        services.AddOptions<AzureSegmentationStorageOptions>().BindStorageSettings().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AzureSegmentationStorageOptions>, AzureAccountValidator>();
        services.AddSingleton(static provider => new AzureStorageClients(provider.GetRequiredService<IOptions<AzureSegmentationStorageOptions>>().Value));
        services.AddOptions<ClusterOptions>().Configure<IConfiguration>(static (options, configuration) =>
        {
            options.ClusterId = configuration["Segmentation:Cluster:ClusterId"] ?? DefaultName;
            options.ServiceId = configuration["Segmentation:Cluster:ServiceId"] ?? DefaultName;
        });
        return client.UseAzureStorageClustering(options => options.Configure<AzureStorageClients>(static (table, clients) => table.TableServiceClient = clients.Tables));
    }
}
