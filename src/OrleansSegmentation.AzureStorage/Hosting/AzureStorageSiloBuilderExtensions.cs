using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSegmentation.AzureStorage.Clustering;
using OrleansSegmentation.AzureStorage.Files;
using OrleansSegmentation.AzureStorage.GrainDirectory;
using OrleansSegmentation.AzureStorage.GrainState;
using OrleansSegmentation.AzureStorage.Reminders;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Hosting;

/// <summary>Puts a silo on an Azure storage account.</summary>
public static class AzureStorageSiloBuilderExtensions
{
    /// <summary>
    /// Keeps everything durable in one storage account: <see cref="ISegmentationStorage"/>, the silos' membership, the places of grains, the
    /// default grain storage and the reminders. Settings come from <c>Segmentation:Storage</c>, then from code; a wrong one stops the start.
    /// Safe to call twice.
    /// </summary>
    public static ISiloBuilder AddAzureSegmentationStorage(this ISiloBuilder silo, Action<AzureSegmentationStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        var options = services.AddOptions<AzureSegmentationStorageOptions>();
        if (services.All(static service => service.ServiceType != typeof(AzureStorageClients)))
        {
            options.BindStorageSettings().ValidateOnStart();
            AddAccount(silo);
        }

        options.Configure(configure ?? (static _ => { }));
        return silo;
    }

    /// <summary>Binds <c>Segmentation:Storage</c>; a value that cannot be read at all is reported as one out of range would be.</summary>
    internal static OptionsBuilder<AzureSegmentationStorageOptions> BindStorageSettings(this OptionsBuilder<AzureSegmentationStorageOptions> builder) =>
        builder.Configure<IConfiguration>(static (options, configuration) =>
        {
            try
            {
                configuration.GetSection("Segmentation:Storage").Bind(options);
            }
            catch (InvalidOperationException exception)
            {
                throw new OptionsValidationException(Options.DefaultName, typeof(AzureSegmentationStorageOptions), [exception.Message]);
            }
        });

    private static void AddAccount(ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddSingleton<IValidateOptions<AzureSegmentationStorageOptions>, AzureSegmentationStorageOptionsValidator>();
        services.AddSingleton<IValidateOptions<AzureSegmentationStorageOptions>, AzureAccountValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(static provider => new AzureStorageClients(provider.GetRequiredService<IOptions<AzureSegmentationStorageOptions>>().Value));
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<AzureSegmentationStorageOptions>>().Value;
            var clock = provider.GetRequiredService<TimeProvider>();
            return new AzureSegmentationStorage(
                provider.GetRequiredService<AzureStorageClients>().Blobs.GetBlobContainerClient(options.ContainerName),
                new FileCache(options.CacheDirectory, options.CacheBytes, clock, provider.GetRequiredService<ILogger<FileCache>>()),
                clock,
                provider.GetRequiredService<ILogger<AzureSegmentationStorage>>());
        });
        services.TryAddSingleton<ISegmentationStorage>(static provider => provider.GetRequiredService<AzureSegmentationStorage>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, AzureStorageStart>());

        silo.UseAzureStorageClustering(options => options.Configure<AzureStorageClients>(static (table, clients) => table.TableServiceClient = clients.Tables));
        silo.UseAzureTableGrainDirectoryAsDefault(options => options.Configure<AzureStorageClients>(static (table, clients) => table.TableServiceClient = clients.Tables));
        silo.UseAzureTableReminderService(options => options.Configure<AzureStorageClients>(static (table, clients) => table.TableServiceClient = clients.Tables));
        silo.AddAzureBlobGrainStorageAsDefault(options => options.Configure<AzureStorageClients>(static (blobs, clients) => blobs.BlobServiceClient = clients.Blobs));
    }
}
