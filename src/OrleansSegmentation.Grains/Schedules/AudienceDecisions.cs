using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>The segments of schedules.</summary>
internal static class AudienceDecisions
{
    private delegate (IReadOnlyList<string> After, AudienceChange Change) SegmentChange(SandboxState state, IReadOnlyList<string> before, IReadOnlyList<string> sent);

    /// <summary>Decides on adding segments.</summary>
    public static Decide<ServiceResult<AudienceChange>> Add(Guid id, IReadOnlyList<string> segmentIds) => Change(id, segmentIds, static (state, before, sent) =>
    {
        var existing = sent.Where(before.Contains).ToList();
        var added = sent.Except(existing).Where(segment => SegmentText.Parse(segment) is { } known && state.Definitions.Find(known) is not null).ToList();
        return ([.. before, .. added], new AudienceChange(added, existing, [.. sent.Except(existing).Except(added)], before.Count, before.Count + added.Count));
    });

    /// <summary>Decides on removing segments.</summary>
    public static Decide<ServiceResult<AudienceChange>> Remove(Guid id, IReadOnlyList<string> segmentIds) => Change(id, segmentIds, static (_, before, sent) =>
    {
        var removed = sent.Where(before.Contains).ToList();
        return ([.. before.Except(removed)], new AudienceChange(removed, [], [.. sent.Except(removed)], before.Count, before.Count - removed.Count));
    });

    /// <summary>Tells which schedules run which segments.</summary>
    public static AudienceMap Map(ScheduleCatalog catalog, IReadOnlyList<string> segmentIds)
    {
        var schedules = catalog.NewestFirst.Select(static schedule => schedule.Document).Where(static schedule => schedule.Properties.Segments is not null).ToList();
        var audiences = segmentIds.Select(SegmentText.Normalize).Distinct(StringComparer.Ordinal).Select(segment => new AudienceSchedules(
            segment, [.. schedules.Where(schedule => Runs(schedule, segment)).Select(static schedule => schedule.Id)])).ToList();
        var named = audiences.SelectMany(static audience => audience.ScheduleIds).ToHashSet();
        return new AudienceMap(audiences, [.. schedules.Where(schedule => named.Contains(schedule.Id))]);
    }

    private static bool Runs(ScheduleDocument schedule, string segment) => schedule.Properties.Segments!.Any(item => item == segment || item == JobAcceptance.All);

    private static Decide<ServiceResult<AudienceChange>> Change(Guid id, IReadOnlyList<string> segmentIds, SegmentChange change) => (state, stamp) =>
    {
        if (state.Schedules.Find(id) is not { Document: var stored }) return Decision<ServiceResult<AudienceChange>>.Answered(ScheduleFaults.NotFound(id));
        if (stored.Properties.Segments is not { } before)
            return Decision<ServiceResult<AudienceChange>>.Answered(ScheduleFaults.WrongType("id", $"Schedule {id} is of type '{stored.Type}', which has no segments."));
        if (before.Contains(JobAcceptance.All))
            return Decision<ServiceResult<AudienceChange>>.Answered(ScheduleFaults.WrongType("id", $"Schedule {id} runs all segments ('*'); replace /properties/segments by ids first."));
        if (segmentIds.Contains(JobAcceptance.All))
            return Decision<ServiceResult<AudienceChange>>.Answered(ScheduleFaults.Invalid([ScheduleFaults.Field("segments", "segments has '*'; segment ids are accepted.")]));

        var (after, result) = change(state, before, [.. segmentIds.Select(SegmentText.Normalize).Distinct(StringComparer.Ordinal)]);
        return result.Changed.Count == 0
            ? Decision<ServiceResult<AudienceChange>>.Answered(result)
            : Decision<ServiceResult<AudienceChange>>.Append(
                result, new ScheduleItem(stored with { Properties = stored.Properties with { Segments = after }, UpdateEpoch = stamp.TimeSeconds }));
    };
}
