using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <summary>How profiles are spread and how long memberships that ended are kept. Section <c>Segmentation:Profiles</c>.</summary>
public sealed class ProfileOptions
{
    /// <summary>Gets or sets the number of partitions of a new sandbox; fixed when a sandbox is created.</summary>
    /// <value>Default: 16: one million profiles fill about one chunk each. From 1 to 1,024.</value>
    [Range(1, 1024)]
    public int PartitionCount { get; set; } = 16;

    /// <summary>Gets or sets how many days an exited membership is kept.</summary>
    /// <value>Default: 30. From 1 to 3,650.</value>
    [Range(1, 3650)]
    public int ExitedRetentionDays { get; set; } = 30;
}
