using System.ComponentModel.DataAnnotations;
using OrleansSegmentation.Profiles.Identity;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>How the profiles of a sandbox are spread. Section <c>Segmentation:Profiles</c>.</summary>
public sealed class ProfileOptions
{
    /// <summary>Gets or sets the number of partitions of a new sandbox; fixed when a sandbox is created.</summary>
    /// <value>Default: 16: one million profiles fill about one chunk each. From 1 to 1,024.</value>
    [Range(1, 1024)]
    public int PartitionCount { get; set; } = 16;

    /// <summary>Gets or sets over how many shards the identities of a new sandbox are spread; fixed when a sandbox is created.</summary>
    /// <value>Default: 4. From 1 to 256.</value>
    [Range(1, IdentityIndex.MaxShardCount)]
    public int IdentityShardCount { get; set; } = 4;
}
