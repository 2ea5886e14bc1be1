using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Definitions;

/// <summary>Limits of segment definitions. Section <c>Segmentation:Definitions</c>.</summary>
public sealed class SegmentDefinitionOptions
{
    /// <summary>Gets or sets how many definitions a sandbox may have.</summary>
    /// <value>Default: 10,000. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxPerSandbox { get; set; } = 10_000;
}
