namespace OrleansSegmentation.Contracts.Schedules;

/// <summary>What adding segments to a schedule, or removing them, came to.</summary>
/// <param name="Changed">The ids that were added or removed.</param>
/// <param name="Existing">When adding: the ids that were in it already.</param>
/// <param name="Invalid">When adding: the ids of no segment of the sandbox; when removing: those that were not in the schedule.</param>
/// <param name="PreviousCount">How many segments it had.</param>
/// <param name="CurrentCount">How many it has now.</param>
[GenerateSerializer, Immutable, Alias("segmentation.audience-change")]
public sealed record AudienceChange(
    IReadOnlyList<string> Changed, IReadOnlyList<string> Existing, IReadOnlyList<string> Invalid, int PreviousCount, int CurrentCount);

/// <summary>Which schedules run which segments.</summary>
/// <param name="Audiences">One entry per segment asked for, in the order asked, with the ids of its schedules.</param>
/// <param name="Schedules">The schedules named there.</param>
[GenerateSerializer, Immutable, Alias("segmentation.audience-map")]
public sealed record AudienceMap(IReadOnlyList<AudienceSchedules> Audiences, IReadOnlyList<ScheduleDocument> Schedules);

/// <summary>The schedules of one segment.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.audience-schedules")]
public sealed record AudienceSchedules(string SegmentId, IReadOnlyList<Guid> ScheduleIds);
