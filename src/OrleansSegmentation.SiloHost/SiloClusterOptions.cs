using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.SiloHost;

/// <summary>Where this silo listens and which cluster it belongs to (<c>Segmentation:Cluster</c>).</summary>
public sealed class SiloClusterOptions
{
    /// <summary>Gets or sets the address between silos and for Orleans clients.</summary>
    /// <value>Default: 127.0.0.1.</value>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the port between silos.</summary>
    /// <value>Default: 11111. From 1 to 65,535.</value>
    [Range(1, 65_535)]
    public int SiloPort { get; set; } = 11_111;

    /// <summary>Gets or sets the port for Orleans clients of other processes.</summary>
    /// <value>Default: 30000; 0 means none. From 0 to 65,535.</value>
    [Range(0, 65_535)]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>Gets or sets the id that all silos of a cluster share.</summary>
    /// <value>Default: orleans-segmentation.</value>
    [Required]
    public string ClusterId { get; set; } = "orleans-segmentation";

    /// <summary>Gets or sets the id that survives redeployments.</summary>
    /// <value>Default: orleans-segmentation.</value>
    [Required]
    public string ServiceId { get; set; } = "orleans-segmentation";

    /// <summary>Gets or sets how long a silo waits for the answer to a probe of another silo, and how often it probes.</summary>
    /// <value>
    /// Default: 3 seconds. From 0.5 seconds to 1 minute. Shorter finds a dead silo sooner; too short takes a slow one for dead, which then
    /// ends its process.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Gets or sets how often a silo writes into the membership table that it is alive.</summary>
    /// <value>
    /// Default: 5 seconds. From 1 second to 5 minutes. When all silos died at once, the next ones start only after a few of these periods,
    /// because until then the table says that the dead ones live.
    /// </value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AlivePeriod { get; set; } = TimeSpan.FromSeconds(5);
}
