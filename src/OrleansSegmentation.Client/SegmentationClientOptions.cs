using System.ComponentModel.DataAnnotations;

namespace OrleansSegmentation.Client;

/// <summary>How the client waits and pages.</summary>
public sealed class SegmentationClientOptions
{
    /// <summary>Gets or sets the pause before the second look at a job; every further pause is half as long again.</summary>
    /// <value>Default: 100 milliseconds. From 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the longest pause between two looks at a job.</summary>
    /// <value>Default: 2 seconds. From 10 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.0100000", "00:10:00")]
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets how many items one call of an enumeration reads.</summary>
    /// <value>Default: 100. From 1 to 1000.</value>
    [Range(1, 1000)]
    public int PageSize { get; set; } = 100;
}
