using Orleans.Storage;

namespace OrleansSegmentation.Storage.Local.GrainState;

/// <summary>How one named grain storage of the local store writes states.</summary>
public sealed class LocalGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>Gets or sets the serializer.</summary>
    /// <value>Default: the silo's default grain storage serializer.</value>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
