using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Messaging;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.Clustering;

/// <summary>Finds the other silos, and the gateways, in an Azure table.</summary>
public static class AzureStorageClusteringExtensions
{
    /// <summary>Keeps the membership of silos in a table.</summary>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<AzureStorageClusteringOptions> configureOptions) =>
        builder.UseAzureStorageClustering(options => options.Configure(configureOptions));

    /// <summary>Keeps the membership of silos in a table.</summary>
    public static ISiloBuilder UseAzureStorageClustering(this ISiloBuilder builder, Action<OptionsBuilder<AzureStorageClusteringOptions>>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<AzureStorageClusteringOptions>();
        configureOptions?.Invoke(options);
        options.RequireTable(static table => (table.TableServiceClient, table.TableName));
        services.AddSingleton<IMembershipTable, AzureMembershipTable>();
        return builder;
    }

    /// <summary>Finds gateways in the membership table of silos.</summary>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<AzureStorageGatewayOptions> configureOptions) =>
        builder.UseAzureStorageClustering(options => options.Configure(configureOptions));

    /// <summary>Finds gateways in the membership table of silos.</summary>
    public static IClientBuilder UseAzureStorageClustering(this IClientBuilder builder, Action<OptionsBuilder<AzureStorageGatewayOptions>>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<AzureStorageGatewayOptions>();
        configureOptions?.Invoke(options);
        options.RequireTable(static table => (table.TableServiceClient, table.TableName));
        services.TryAddSingleton<IGatewayListProvider, AzureGatewayListProvider>();
        return builder;
    }
}
