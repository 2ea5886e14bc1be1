using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.MergePolicies;

/// <summary>Limits of merge policies. Section <c>Segmentation:MergePolicies</c>.</summary>
public sealed class MergePolicyOptions
{
    /// <summary>Gets or sets how many merge policies a sandbox may have.</summary>
    /// <value>Default: 5. From 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxPerSandbox { get; set; } = 5;
}
