using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;

namespace OrleansSegmentation.Grains.Sandboxes;

/// <content>Schedules.</content>
internal sealed partial class SandboxGrain : ISandboxSchedulesGrain
{
    public Task<ServiceResult<ScheduleDocument>> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken) => _schedules.CreateAsync(draft);

    public Task<ServiceResult<ScheduleDocument>> PatchAsync(Guid id, SchedulePatch patch, CancellationToken cancellationToken) => _schedules.PatchAsync(id, patch);

    Task<ServiceResult<Done>> ISandboxSchedulesGrain.DeleteAsync(Guid id, CancellationToken cancellationToken) => _schedules.DeleteAsync(id);

    Task<ScheduleDocument?> ISandboxSchedulesGrain.GetAsync(Guid id, CancellationToken cancellationToken) => _schedules.GetAsync(id);

    public Task<SchedulePage> ListAsync(ScheduleListQuery query, CancellationToken cancellationToken) => _schedules.ListAsync(query);

    public Task<ServiceResult<AudienceChange>> AddAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken) =>
        _schedules.AddAudiencesAsync(id, segmentIds);

    public Task<ServiceResult<AudienceChange>> RemoveAudiencesAsync(Guid id, IReadOnlyList<string> segmentIds, CancellationToken cancellationToken) =>
        _schedules.RemoveAudiencesAsync(id, segmentIds);

    public Task<AudienceMap> MapAudiencesAsync(IReadOnlyList<string> segmentIds, CancellationToken cancellationToken) => _schedules.MapAudiencesAsync(segmentIds);

    public Task<ServiceResult<Done>> TriggerAsync(Guid id, CancellationToken cancellationToken) => _schedules.TriggerAsync(id);
}
