using System.Text.Json.Serialization;
using OrleansSegmentation.Contracts.Schedules;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>What the log says about one schedule.</summary>
/// <param name="Document">What the API shows.</param>
/// <param name="CreatedAtMs">The log time of its creation.</param>
/// <param name="SinceMs">Since when its planned times count: when it was created, made active, or got another expression.</param>
/// <param name="FiredMs">The last planned time that is done with, be it by a job or because there was nothing to evaluate; 0 before.</param>
internal sealed record ScheduleRecord(ScheduleDocument Document, long CreatedAtMs, long SinceMs, long FiredMs)
{
    /// <summary>How late a planned time is still made up for.</summary>
    public static readonly TimeSpan MakeUpTime = TimeSpan.FromHours(24);

    [JsonIgnore]
    public Guid Id => Document.Id;

    /// <summary>Gets whether planned times make jobs.</summary>
    [JsonIgnore]
    public bool IsFiring => Document is { State: ScheduleStates.Active, Type: ScheduleTypes.BatchSegmentation };

    /// <summary>Returns the planned time that is due; of several only the most recent one is.</summary>
    /// <param name="times">The times of its expression.</param>
    /// <param name="nowMs">The time of the entry that would have the job.</param>
    public long? FindDue(CronTimes times, long nowMs)
    {
        if (!IsFiring || times.LastUntil(nowMs) is not { } planned) return null;
        return planned > Math.Max(SinceMs, FiredMs) && planned >= nowMs - (long)MakeUpTime.TotalMilliseconds ? planned : null;
    }
}

/// <summary>The states of a schedule.</summary>
internal static class ScheduleStates
{
    public const string Active = "active";
    public const string Inactive = "inactive";
}

/// <summary>The types of schedules.</summary>
internal static class ScheduleTypes
{
    public const string BatchSegmentation = "batch_segmentation";
    public const string Export = "export";
}
