using OrleansSegmentation.Contracts.Schedules;

namespace OrleansSegmentation.Grains.Log;

/// <summary>A schedule was created or replaced.</summary>
internal sealed record ScheduleItem(ScheduleDocument Schedule) : LogItem;

/// <summary>A schedule was deleted.</summary>
internal sealed record ScheduleRemovedItem(Guid ScheduleId) : LogItem;

/// <summary>A planned time came when there was nothing to evaluate.</summary>
internal sealed record ScheduleSkippedItem(Guid ScheduleId, long PlannedMs) : LogItem;

/// <summary>What made a scheduled job: the pair of schedule and time makes at most one.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="RunId">The id of this run.</param>
/// <param name="TimeMs">The planned time; of a triggered job the time of its entry; ms since 1970.</param>
/// <param name="IsPlanned">Whether the planned time is done with by this job.</param>
internal sealed record ScheduleFire(Guid ScheduleId, Guid RunId, long TimeMs, bool IsPlanned);
