using System.Text.Json;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Schedules;

namespace OrleansSegmentation.Rest.Schedules;

/// <summary>A schedule in JSON.</summary>
internal sealed record ScheduleModel(
    Guid Id, string ImsOrgId, SandboxReference Sandbox, string Name, string State, string Type, string Schedule, string Frequency, JsonElement Properties,
    long CreateEpoch, long UpdateEpoch)
{
    public static ScheduleModel Of(ScheduleDocument schedule) => new(
        schedule.Id, schedule.ImsOrgId, schedule.Sandbox, schedule.Name, schedule.State, schedule.Type, schedule.Schedule, schedule.Frequency,
        PropertiesOf(schedule.Properties), schedule.CreateEpoch, schedule.UpdateEpoch);

    private static JsonElement PropertiesOf(ScheduleProperties properties) => properties.ExportJson is { } export
        ? JsonElement.Parse(export)
        : JsonSerializer.SerializeToElement(new SegmentListModel(properties.Segments!), RestJson.Readable.SegmentListModel);
}

/// <summary>The properties of a schedule of segments.</summary>
internal sealed record SegmentListModel(IReadOnlyList<string> Segments);

/// <summary>What adding segments came to.</summary>
internal sealed record AudiencesAddedModel(
    IReadOnlyList<string> Added, IReadOnlyList<string> Existing, IReadOnlyList<string> Invalid, SegmentCountModel SegmentCount)
{
    public static AudiencesAddedModel Of(AudienceChange change) => new(change.Changed, change.Existing, change.Invalid, SegmentCountModel.Of(change));
}

/// <summary>What removing segments came to.</summary>
internal sealed record AudiencesRemovedModel(IReadOnlyList<string> Removed, IReadOnlyList<string> Invalid, SegmentCountModel SegmentCount)
{
    public static AudiencesRemovedModel Of(AudienceChange change) => new(change.Changed, change.Invalid, SegmentCountModel.Of(change));
}

/// <summary>How many segments a schedule had and has.</summary>
internal sealed record SegmentCountModel(int Previous, int Current, int Diff)
{
    public static SegmentCountModel Of(AudienceChange change) => new(change.PreviousCount, change.CurrentCount, change.CurrentCount - change.PreviousCount);
}

/// <summary>Which schedules run which segments.</summary>
internal sealed record AudienceMapModel(
    IReadOnlyDictionary<string, IReadOnlyList<Guid>> AudienceMap, IReadOnlyDictionary<Guid, AudienceScheduleModel> Schedules)
{
    public static AudienceMapModel Of(AudienceMap map) => new(
        map.Audiences.ToDictionary(static audience => audience.SegmentId, static audience => audience.ScheduleIds),
        map.Schedules.ToDictionary(
            static schedule => schedule.Id, static schedule => new AudienceScheduleModel(schedule.Name, schedule.Schedule, schedule.Frequency)));
}

/// <summary>A schedule in an audience map.</summary>
internal sealed record AudienceScheduleModel(string Name, string Schedule, string Frequency);
