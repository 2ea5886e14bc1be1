using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;

namespace OrleansSegmentation.Contracts.Schedules;

/// <summary>The schedules of one sandbox; same grain and key as <see cref="Sandboxes.ISandboxGrain"/>.</summary>
[Alias("segmentation.sandbox-schedules")]
public interface ISandboxSchedulesGrain : IGrainWithGuidKey
{
    /// <summary>Creates a schedule. Faults: <c>SEG-SCH002-400</c>, <c>SEG-SCH003-400</c>, <c>SEG-SCH005-400</c>, <c>SEG-SCH006-400</c>.</summary>
    [Alias("create")]
    Task<ServiceResult<ScheduleDocument>> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken);

    /// <summary>
    /// Changes parts of a schedule, all or nothing. Faults: <c>SEG-SCH001-404</c>; <c>SEG-SCH004-400</c> its type has no such part; those of creating it.
    /// </summary>
    [Alias("patch")]
    Task<ServiceResult<ScheduleDocument>> PatchAsync(Guid id, SchedulePatch patch, CancellationToken cancellationToken);

    /// <summary>Deletes a schedule; jobs that it made go on. Fault: <c>SEG-SCH001-404</c>.</summary>
    [Alias("delete")]
    Task<ServiceResult<Done>> DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads a schedule; null when there is none of that id.</summary>
    [Alias("get")]
    Task<ScheduleDocument?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Lists schedules.</summary>
    [Alias("list")]
    Task<SchedulePage> ListAsync(ScheduleListQuery query, CancellationToken cancellationToken);

    /// <summary>Adds segments. Faults: <c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule takes none, or runs all already.</summary>
    [Alias("add-audiences")]
    Task<ServiceResult<AudienceChange>> AddAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken);

    /// <summary>Removes segments. Faults: <c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule has none, or runs all.</summary>
    [Alias("remove-audiences")]
    Task<ServiceResult<AudienceChange>> RemoveAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken);

    /// <summary>Tells which schedules run which segments; a schedule of all segments counts for each.</summary>
    [Alias("map-audiences")]
    Task<AudienceMap> MapAudiencesAsync(IReadOnlyList<string> segmentIds, CancellationToken cancellationToken);

    /// <summary>
    /// Creates the job of a schedule now, active or not; none when no segment of it can be evaluated.
    /// Faults: <c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule is of another type.
    /// </summary>
    [Alias("trigger")]
    Task<ServiceResult<Done>> TriggerAsync(Guid id, CancellationToken cancellationToken);
}
