namespace OrleansSegmentation.Rest.Sandboxes;

/// <summary>How requests name their sandbox. Settings: <c>Segmentation:Sandbox</c>.</summary>
public sealed class SandboxHeaderOptions
{
    /// <summary>Gets or sets a value indicating whether a request must name its sandbox; otherwise the organisation's default one is used.</summary>
    /// <value>Default: true.</value>
    public bool RequireHeader { get; set; } = true;
}
