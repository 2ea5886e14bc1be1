using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Sandboxes;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>Creating, changing, deleting and listing schedules.</summary>
/// <param name="options">Limits.</param>
internal sealed class ScheduleDecisions(ScheduleOptions options)
{
    private readonly ScheduleRules _rules = new(options);

    /// <summary>Decides on a new schedule.</summary>
    public Decide<ServiceResult<ScheduleDocument>> Create(Guid id, ScheduleDraft draft) => (state, stamp) =>
    {
        var problems = _rules.Check(draft, stamp.TimeMs);
        if (problems.Count > 0) return Decision<ServiceResult<ScheduleDocument>>.Answered(ScheduleFaults.Invalid(problems));
        if (state.Schedules.Count >= options.MaxPerSandbox) return Decision<ServiceResult<ScheduleDocument>>.Answered(ScheduleFaults.LimitReached(options.MaxPerSandbox));

        var expression = draft.Schedule ?? ScheduleRules.DefaultCron;
        var schedule = new ScheduleDocument
        {
            Id = id,
            ImsOrgId = state.Created.OrganizationId,
            Sandbox = state.Reference,
            Name = draft.Name!,
            State = draft.State ?? ScheduleStates.Inactive,
            Type = draft.Type!,
            Schedule = expression,
            Frequency = ScheduleRules.FrequencyOf(expression, stamp.TimeMs),
            Properties = PropertiesOf(draft.Type!, draft.Properties!),
            CreateEpoch = stamp.TimeSeconds,
            UpdateEpoch = stamp.TimeSeconds,
        };
        return Decision<ServiceResult<ScheduleDocument>>.Append(schedule, new ScheduleItem(schedule));
    };

    /// <summary>Decides on a change of parts: the result is checked as a whole.</summary>
    public Decide<ServiceResult<ScheduleDocument>> Patch(Guid id, SchedulePatch patch) => (state, stamp) =>
    {
        if (state.Schedules.Find(id) is not { Document: var stored }) return Decision<ServiceResult<ScheduleDocument>>.Answered(ScheduleFaults.NotFound(id));
        if (patch == SchedulePatch.Empty) return Decision<ServiceResult<ScheduleDocument>>.Answered(stored);
        if (patch.Properties is { ExportJson: null } && stored.Type == ScheduleTypes.Export)
        {
            return Decision<ServiceResult<ScheduleDocument>>.Answered(ScheduleFaults.Invalid(
                [ScheduleFaults.Operation("path", "path is '/properties/segments', but a schedule of type 'export' has no segments; /properties is accepted.")]));
        }

        var draft = new ScheduleDraft(
            patch.Name ?? stored.Name, patch.State ?? stored.State, stored.Type, patch.Schedule ?? stored.Schedule, patch.Properties ?? stored.Properties);
        var problems = _rules.Check(draft, stamp.TimeMs);
        if (problems.Count > 0) return Decision<ServiceResult<ScheduleDocument>>.Answered(ScheduleFaults.Invalid(problems));
        var changed = stored with
        {
            Name = draft.Name!,
            State = draft.State!,
            Schedule = draft.Schedule!,
            Frequency = ScheduleRules.FrequencyOf(draft.Schedule!, stamp.TimeMs),
            Properties = PropertiesOf(stored.Type, draft.Properties!),
            UpdateEpoch = stamp.TimeSeconds,
        };
        return Decision<ServiceResult<ScheduleDocument>>.Append(changed, new ScheduleItem(changed));
    };

    /// <summary>Decides on a deletion.</summary>
    public static Decide<ServiceResult<Done>> Delete(Guid id) => (state, _) => state.Schedules.Find(id) is null
        ? Decision<ServiceResult<Done>>.Answered(ScheduleFaults.NotFound(id))
        : Decision<ServiceResult<Done>>.Append(Done.Value, new ScheduleRemovedItem(id));

    /// <summary>Returns one page.</summary>
    public static SchedulePage List(ScheduleCatalog catalog, ScheduleListQuery query)
    {
        var matches = catalog.NewestFirst.Select(static schedule => schedule.Document)
            .Where(schedule => (query.State is null || schedule.State == query.State) && (query.Type is null || schedule.Type == query.Type)).ToList();
        return new SchedulePage(matches.Count, [.. matches.Skip(query.Start).Take(query.Limit)]);
    }

    private static ScheduleProperties PropertiesOf(string type, ScheduleProperties sent) => type == ScheduleTypes.BatchSegmentation
        ? new ScheduleProperties([.. sent.Segments!.Select(SegmentText.Normalize).Distinct(StringComparer.Ordinal)], null)
        : new ScheduleProperties(null, sent.ExportJson);
}
