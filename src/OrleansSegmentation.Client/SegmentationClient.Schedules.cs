using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;

namespace OrleansSegmentation.Client;

public sealed partial class SegmentationClient
{
    /// <summary>Creates a schedule.</summary>
    /// <exception cref="SegmentationException">
    /// <c>SEG-SCH002-400</c> the cron expression is none, <c>SEG-SCH003-400</c> it fires too often, <c>SEG-SCH005-400</c> a field is missing or
    /// invalid, <c>SEG-SCH006-400</c> the sandbox is full.
    /// </exception>
    public async Task<ScheduleDocument> CreateScheduleAsync(ScheduleDraft draft, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<ScheduleDocument>>(
            (grain, token) => grain.CreateAsync(draft, token), cancellationToken));

    /// <summary>Changes parts of a schedule, all or nothing.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>; <c>SEG-SCH004-400</c> its type has no such part; those of creating it.</exception>
    public async Task<ScheduleDocument> PatchScheduleAsync(Guid id, SchedulePatch patch, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<ScheduleDocument>>(
            (grain, token) => grain.PatchAsync(id, patch, token), cancellationToken));

    /// <summary>Deletes a schedule; jobs that it made go on.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>.</exception>
    public async Task DeleteScheduleAsync(Guid id, CancellationToken cancellationToken = default) =>
        _ = GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<Done>>(
            (grain, token) => grain.DeleteAsync(id, token), cancellationToken));

    /// <summary>Reads one schedule.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>.</exception>
    public async Task<ScheduleDocument> GetScheduleAsync(Guid id, CancellationToken cancellationToken = default) =>
        await CallAsync<ISandboxSchedulesGrain, ScheduleDocument?>((grain, token) => grain.GetAsync(id, token), cancellationToken)
        ?? throw UnknownResource.Schedule(id.ToString("D"));

    /// <summary>Reads one page of schedules, newest first.</summary>
    public Task<SchedulePage> GetSchedulePageAsync(ScheduleListQuery query, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxSchedulesGrain, SchedulePage>((grain, token) => grain.ListAsync(query, token), cancellationToken);

    /// <summary>Adds segments to a schedule; ids of no segment are named in the answer and not added.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule takes no segments, or runs all of them.</exception>
    public async Task<AudienceChange> AddAudiencesAsync(Guid scheduleId, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<AudienceChange>>(
            (grain, token) => grain.AddAudiencesAsync(scheduleId, segmentIds, token), cancellationToken));

    /// <summary>Removes segments from a schedule.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule has no segments, or runs all of them.</exception>
    public async Task<AudienceChange> RemoveAudiencesAsync(Guid scheduleId, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken = default) =>
        GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<AudienceChange>>(
            (grain, token) => grain.RemoveAudiencesAsync(scheduleId, segmentIds, token), cancellationToken));

    /// <summary>Tells which schedules run which segments; a schedule of all segments counts for each.</summary>
    public Task<AudienceMap> MapAudiencesAsync(IReadOnlyList<string> segmentIds, CancellationToken cancellationToken = default) =>
        CallAsync<ISandboxSchedulesGrain, AudienceMap>((grain, token) => grain.MapAudiencesAsync(segmentIds, token), cancellationToken);

    /// <summary>Creates the job of a schedule now, active or not; none when no segment of it can be evaluated.</summary>
    /// <exception cref="SegmentationException"><c>SEG-SCH001-404</c>; <c>SEG-SCH005-400</c> the schedule is of another type.</exception>
    public async Task TriggerScheduleAsync(Guid id, CancellationToken cancellationToken = default) =>
        _ = GrainCall.Unwrap(await CallAsync<ISandboxSchedulesGrain, ServiceResult<Done>>(
            (grain, token) => grain.TriggerAsync(id, token), cancellationToken));
}
