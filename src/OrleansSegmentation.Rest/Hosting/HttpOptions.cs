using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Rest.Hosting;

/// <summary>Limits of the HTTP front. Settings: <c>Segmentation:Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Gets or sets how long the body of a request may be, in bytes; ingest has a limit of its own.</summary>
    /// <value>Default: 1,048,576. From 1,024 to 1,073,741,824.</value>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets how many requests one organisation may send in a minute.</summary>
    /// <value>Default: 0, which means any number.</value>
    [Range(0, int.MaxValue)]
    public int RequestsPerMinute { get; set; }

    /// <summary>Gets or sets the origins whose pages may call the API (CORS), for example <c>https://console.example</c>; <c>*</c> means any.</summary>
    /// <value>Default: none.</value>
    public IList<string> AllowedOrigins { get; set; } = [];
}
