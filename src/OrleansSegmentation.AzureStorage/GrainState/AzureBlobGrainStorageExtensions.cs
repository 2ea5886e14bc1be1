using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OrleansSegmentation.AzureStorage.GrainState;

/// <summary>Keeps grain states in Azure blobs.</summary>
public static partial class AzureBlobGrainStorageExtensions
{
    private const string DefaultStorage = "Default";

    /// <summary>Keeps the states of grains that name no storage in blobs.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(DefaultStorage, configureOptions);

    /// <summary>Keeps the states of grains that name no storage in blobs.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorageAsDefault(this ISiloBuilder builder, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null) =>
        builder.AddAzureBlobGrainStorage(DefaultStorage, configureOptions);

    /// <summary>Keeps the states of grains that name this storage in blobs.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<AzureBlobStorageOptions> configureOptions) =>
        builder.AddAzureBlobGrainStorage(name, options => options.Configure(configureOptions));

    /// <summary>Keeps the states of grains that name this storage in blobs.</summary>
    public static ISiloBuilder AddAzureBlobGrainStorage(this ISiloBuilder builder, string name, Action<OptionsBuilder<AzureBlobStorageOptions>>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var services = builder.Services;
        var options = services.AddOptions<AzureBlobStorageOptions>(name);
        configureOptions?.Invoke(options);
        options
            .Validate(static storage => storage.BlobServiceClient is not null, $"{nameof(AzureBlobStorageOptions)}.BlobServiceClient of the grain storage '{name}' is missing: set it to a client of the storage account.")
            .Validate(
                static storage => storage.ContainerName is { } container && ContainerName().IsMatch(container),
                $"{nameof(AzureBlobStorageOptions)}.ContainerName of the grain storage '{name}' must have 3 to 63 lower-case letters, digits and single dashes.")
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IPostConfigureOptions<AzureBlobStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<AzureBlobStorageOptions>>());
        services.AddGrainStorage(name, static (provider, storageName) =>
        {
            var storage = provider.GetRequiredService<IOptionsMonitor<AzureBlobStorageOptions>>().Get(storageName);
            return new AzureBlobGrainStorage(storageName, storage, storage.BuildContainerFactory(provider, storage), provider.GetRequiredService<IActivatorProvider>());
        });
        return builder;
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
