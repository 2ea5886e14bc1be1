using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using OrleansSegmentation.Storage.Local.GrainState;
using OrleansSegmentation.Storage.Local.Reminders;

namespace OrleansSegmentation.Storage.Local.Hosting;

/// <summary>Puts a silo on the local store.</summary>
public static class LocalStorageSiloBuilderExtensions
{
    private const string DefaultGrainStorage = "Default";

    /// <summary>
    /// Keeps everything durable in one folder: <see cref="ISegmentationStorage"/>, the default grain storage and the reminders. Settings come
    /// from <c>Segmentation:Storage</c>, then from code. A folder that is in use stops the start. Safe to call twice.
    /// </summary>
    /// <remarks>A <see cref="LocalSegmentationStorage"/> registered before is used instead of a new one, so silos of one process can share a folder.</remarks>
    public static ISiloBuilder AddLocalSegmentationStorage(this ISiloBuilder silo, Action<LocalStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.AddOptions<LocalStorageOptions>().BindConfiguration("Segmentation:Storage").Configure(configure ?? (static _ => { }))
            .Validate(static options => !string.IsNullOrWhiteSpace(options.Directory), "Segmentation:Storage:Directory must name a folder.").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new LocalSegmentationStorage(
            provider.GetRequiredService<IOptions<LocalStorageOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LocalSegmentationStorage>>()));
        services.TryAddSingleton<ISegmentationStorage>(static provider => provider.GetRequiredService<LocalSegmentationStorage>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILifecycleParticipant<ISiloLifecycle>, LocalStorageStart>());

        silo.AddLocalGrainStorage(DefaultGrainStorage);
        silo.AddReminders();
        services.TryAddSingleton<IReminderTable, LocalReminderTable>();
        return silo;
    }

    /// <summary>Adds a named grain storage on the local store, which <see cref="AddLocalSegmentationStorage"/> sets up.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The name grains ask for; <c>Default</c> for those that name none. Safe to add twice.</param>
    /// <param name="configure">Changes the options of this name.</param>
    public static ISiloBuilder AddLocalGrainStorage(this ISiloBuilder silo, string name, Action<LocalGrainStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var services = silo.Services;
        services.AddOptions<LocalGrainStorageOptions>(name).Configure(configure ?? (static _ => { }));
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IPostConfigureOptions<LocalGrainStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<LocalGrainStorageOptions>>());
        if (services.Any(service => service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, name))) return silo;
        services.AddGrainStorage(name, static (provider, storageName) => new LocalGrainStorage(
            storageName,
            provider.GetRequiredService<LocalSegmentationStorage>(),
            provider.GetRequiredService<IOptionsMonitor<LocalGrainStorageOptions>>().Get(storageName).GrainStorageSerializer,
            provider.GetRequiredService<IActivatorProvider>()));
        return silo;
    }
}
