using Microsoft.Extensions.Configuration;
using Orleans.Providers;
using OrleansSegmentation.AzureStorage.Clustering;
using OrleansSegmentation.AzureStorage.Configuration;
using OrleansSegmentation.AzureStorage.GrainDirectory;
using OrleansSegmentation.AzureStorage.Reminders;

[assembly: RegisterProvider("AzureTableStorage", "Clustering", "Silo", typeof(AzureTableClusteringProviderBuilder))]
[assembly: RegisterProvider("AzureTableStorage", "Clustering", "Client", typeof(AzureTableClusteringProviderBuilder))]
[assembly: RegisterProvider("AzureTableStorage", "Reminders", "Silo", typeof(AzureTableRemindersProviderBuilder))]
[assembly: RegisterProvider("AzureTableStorage", "GrainDirectory", "Silo", typeof(AzureTableGrainDirectoryProviderBuilder))]

namespace OrleansSegmentation.AzureStorage.Configuration;

/// <summary><c>Orleans:Clustering:ProviderType=AzureTableStorage</c>.</summary>
internal sealed class AzureTableClusteringProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseAzureStorageClustering(options => options.Configure<IServiceProvider>((table, services) =>
        {
            table.TableName = configurationSection["TableName"] ?? table.TableName;
            table.TableServiceClient = configurationSection.TableClient(services);
        }));

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseAzureStorageClustering(options => options.Configure<IServiceProvider>((table, services) =>
        {
            table.TableName = configurationSection["TableName"] ?? table.TableName;
            table.TableServiceClient = configurationSection.TableClient(services);
        }));
}

/// <summary><c>Orleans:Reminders:ProviderType=AzureTableStorage</c>.</summary>
internal sealed class AzureTableRemindersProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseAzureTableReminderService(options => options.Configure<IServiceProvider>((table, services) =>
        {
            table.TableName = configurationSection["TableName"] ?? table.TableName;
            table.TableServiceClient = configurationSection.TableClient(services);
        }));
}

/// <summary><c>Orleans:GrainDirectory:{name}:ProviderType=AzureTableStorage</c>.</summary>
internal sealed class AzureTableGrainDirectoryProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddAzureTableGrainDirectory(name ?? Orleans.GrainDirectory.GrainDirectoryAttribute.DEFAULT_GRAIN_DIRECTORY, options => options.Configure<IServiceProvider>((table, services) =>
        {
            table.TableName = configurationSection["TableName"] ?? table.TableName;
            table.TableServiceClient = configurationSection.TableClient(services);
        }));
}
