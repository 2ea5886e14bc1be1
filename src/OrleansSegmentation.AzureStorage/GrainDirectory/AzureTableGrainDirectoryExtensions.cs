using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.GrainDirectory;
using Orleans.Runtime.Hosting;
using OrleansSegmentation.AzureStorage.Tables;

namespace OrleansSegmentation.AzureStorage.GrainDirectory;

/// <summary>Keeps the places of grains in an Azure table.</summary>
public static class AzureTableGrainDirectoryExtensions
{
    /// <summary>Keeps the places of all grains that name no other directory in a table.</summary>
    public static ISiloBuilder UseAzureTableGrainDirectoryAsDefault(this ISiloBuilder builder, Action<AzureTableGrainDirectoryOptions> configureOptions) =>
        builder.AddAzureTableGrainDirectory(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, configureOptions);

    /// <summary>Keeps the places of all grains that name no other directory in a table.</summary>
    public static ISiloBuilder UseAzureTableGrainDirectoryAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableGrainDirectoryOptions>> configureOptions) =>
        builder.AddAzureTableGrainDirectory(GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, configureOptions);

    /// <summary>Keeps the places of grains that name this directory (<see cref="GrainDirectoryAttribute"/>) in a table.</summary>
    public static ISiloBuilder AddAzureTableGrainDirectory(this ISiloBuilder builder, string name, Action<AzureTableGrainDirectoryOptions> configureOptions) =>
        builder.AddAzureTableGrainDirectory(name, options => options.Configure(configureOptions));

    /// <summary>Keeps the places of grains that name this directory (<see cref="GrainDirectoryAttribute"/>) in a table.</summary>
    public static ISiloBuilder AddAzureTableGrainDirectory(
        this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureTableGrainDirectoryOptions>> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configureOptions);
        var options = builder.Services.AddOptions<AzureTableGrainDirectoryOptions>(name);
        configureOptions(options);
        options.RequireTable(static table => (table.TableServiceClient, table.TableName));
        builder.Services.AddGrainDirectory(name, static (provider, directoryName) =>
        {
            var table = provider.GetRequiredService<IOptionsMonitor<AzureTableGrainDirectoryOptions>>().Get(directoryName);
            return new AzureTableGrainDirectory(
                table.TableServiceClient!.GetTableClient(table.TableName), provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId);
        });
        return builder;
    }
}
