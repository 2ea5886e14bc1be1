using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Jobs;

/// <summary>How segment jobs are accepted, run and kept. Section <c>Segmentation:Jobs</c>.</summary>
public sealed class SegmentJobOptions
{
    /// <summary>Gets or sets how many distinct segments one request may name; <c>*</c> is not limited by it.</summary>
    /// <value>Default: 1500. From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxSegmentsPerRequest { get; set; } = 1500;

    /// <summary>Gets or sets how many jobs of a sandbox may be unfinished; scheduled jobs are exempt.</summary>
    /// <value>Default: 100. From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxUnfinishedPerSandbox { get; set; } = 100;

    /// <summary>Gets or sets how many jobs of a sandbox run at the same time. Jobs that share a segment never do.</summary>
    /// <value>Default: 1. From 1 to 64.</value>
    [Range(1, 64)]
    public int MaxConcurrentPerSandbox { get; set; } = 1;

    /// <summary>Gets or sets how long a job may run before it fails with <c>SEG-RUN003</c>.</summary>
    /// <value>Default: 4 hours. From 1 second to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxRunDuration { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Gets or sets how many days the record of a finished job is kept.</summary>
    /// <value>Default: 90; 0 means for ever. Up to 36,500.</value>
    [Range(0, 36_500)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Gets or sets how long after its end the DELETE of a SUCCEEDED or FAILED job is taken for a late cancellation.</summary>
    /// <value>Default: 10 seconds; 0 disables. Up to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LateCancelWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how long a cancelled run may take to stop before the job ends without it.</summary>
    /// <value>Default: 4 seconds. From 0 to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Gets or sets how long a runner may be silent before it is called again.</summary>
    /// <value>Default: 10 seconds. From 100 ms to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how often a run is taken over without progress before the job fails with <c>SEG-RUN005</c>.</summary>
    /// <value>Default: 5. From 1 to 100.</value>
    [Range(1, 100)]
    public int MaxAttachesWithoutProgress { get; set; } = 5;
}
