using Azure.Storage.Blobs;
using Orleans.Storage;

namespace OrleansSegmentation.AzureStorage.GrainState;

/// <summary>One named grain storage on blobs.</summary>
public sealed class AzureBlobStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>The default of <see cref="ContainerName"/>.</summary>
    public const string DefaultContainerName = "grainstate";

    /// <summary>The default of <see cref="InitStage"/>.</summary>
    public const int DefaultInitStage = ServiceLifecycleStage.ApplicationServices;

    /// <summary>Gets or sets the container.</summary>
    /// <value>Default: <c>grainstate</c>. 3 to 63 lower-case letters, digits and single dashes.</value>
    public string ContainerName { get; set; } = DefaultContainerName;

    /// <summary>Gets or sets the client of the account, with its credential. Required.</summary>
    public BlobServiceClient? BlobServiceClient { get; set; }

    /// <summary>Gets or sets whether clearing a state deletes its blob; otherwise an empty blob stays.</summary>
    /// <value>Default: true.</value>
    public bool DeleteStateOnClear { get; set; } = true;

    /// <summary>Gets or sets when in the silo's start the container is made.</summary>
    /// <value>Default: <see cref="ServiceLifecycleStage.ApplicationServices"/>.</value>
    public int InitStage { get; set; } = DefaultInitStage;

    /// <summary>Gets or sets the serializer.</summary>
    /// <value>Default: the silo's default grain storage serializer, which is Orleans' Newtonsoft JSON unless another was registered.</value>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;

    /// <summary>Gets or sets what decides in which container a grain's state lies.</summary>
    /// <value>Default: all in <see cref="ContainerName"/>.</value>
    public Func<IServiceProvider, AzureBlobStorageOptions, IBlobContainerFactory> BuildContainerFactory { get; set; } =
        static (_, options) => new SingleBlobContainerFactory(options);
}
