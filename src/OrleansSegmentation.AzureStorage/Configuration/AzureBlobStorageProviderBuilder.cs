using Microsoft.Extensions.Configuration;
using Orleans.Providers;
using OrleansSegmentation.AzureStorage.Configuration;
using OrleansSegmentation.AzureStorage.GrainState;

[assembly: RegisterProvider("AzureBlobStorage", "GrainStorage", "Silo", typeof(AzureBlobStorageProviderBuilder))]

namespace OrleansSegmentation.AzureStorage.Configuration;

/// <summary><c>Orleans:GrainStorage:{name}:ProviderType=AzureBlobStorage</c>.</summary>
internal sealed class AzureBlobStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddAzureBlobGrainStorage(name ?? "Default", options => options.Configure<IServiceProvider>((blobs, services) =>
        {
            blobs.ContainerName = configurationSection["ContainerName"] ?? blobs.ContainerName;
            blobs.BlobServiceClient = configurationSection.BlobClient(services);
        }));
}
