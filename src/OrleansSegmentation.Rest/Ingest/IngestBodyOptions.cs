using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansSegmentation.Rest.Ingest;

/// <summary>Limits of bulk loading. Settings: <c>Segmentation:Ingest</c>.</summary>
public sealed class IngestBodyOptions
{
    /// <summary>Gets or sets how long the body of one load may be, in bytes.</summary>
    /// <value>Default: 67,108,864. From 1,024 to 67,108,864, because a batch travels in one message.</value>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;
}

/// <summary>Names the setting that is out of range when the host starts.</summary>
[OptionsValidator]
internal sealed partial class IngestBodyOptionsValidator : IValidateOptions<IngestBodyOptions>;
