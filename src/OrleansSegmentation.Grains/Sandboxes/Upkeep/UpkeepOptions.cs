using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Sandboxes.Upkeep;

/// <summary>When a sandbox makes itself small and fast to open. Section <c>Segmentation:Upkeep</c>.</summary>
public sealed class UpkeepOptions
{
    /// <summary>Gets or sets how long nothing must have changed before all checkpoints and a snapshot are written and what they replace is removed.</summary>
    /// <value>Default: 10 seconds. From 10 ms to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how much time at least lies between two such occasions: a trickle of changes must not rewrite everything each time.</summary>
    /// <value>Default: 2 minutes. From zero to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MinQuietInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets how often, while changes come in, it is looked whether checkpoints have made entries and files superfluous.</summary>
    /// <value>Default: 30 seconds. From 100 ms to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how many bytes of log entries make a snapshot due; never fewer than the last snapshot has.</summary>
    /// <value>Default: 16,777,216 (16 MiB). From 1 KiB to 64 GiB.</value>
    [Range(1L << 10, 1L << 36)]
    public long SnapshotBytes { get; set; } = 16L << 20;

    /// <summary>Gets or sets how long an uploaded payload may wait for its batch before it is removed.</summary>
    /// <value>Default: 10 minutes. From 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromMinutes(10);
}
