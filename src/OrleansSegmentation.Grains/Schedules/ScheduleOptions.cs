using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>Limits of schedules. Section <c>Segmentation:Schedules</c>.</summary>
public sealed class ScheduleOptions
{
    /// <summary>Gets or sets how many schedules a sandbox may have.</summary>
    /// <value>Default: 20. From 1 to 1,000.</value>
    [Range(1, 1000)]
    public int MaxPerSandbox { get; set; } = 20;

    /// <summary>Gets or sets how far apart the planned times of a schedule must be.</summary>
    /// <value>Default: 1 day; 0 allows every expression. Up to 366 days.</value>
    [Range(typeof(TimeSpan), "00:00:00", "366.00:00:00")]
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromDays(1);
}
