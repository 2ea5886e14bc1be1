using System.Globalization;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Schedules;
using OrleansSegmentation.Grains.Jobs;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>What a schedule must be like, whatever else there is in its sandbox.</summary>
/// <param name="options">Limits.</param>
internal sealed class ScheduleRules(ScheduleOptions options)
{
    /// <summary>The expression of a schedule that names none.</summary>
    public const string DefaultCron = "0 0 1 * * ?";

    private const int MaxNameLength = 255;
    private const int LookedAtTimes = 50;

    /// <summary>Returns everything that is wrong with a schedule.</summary>
    /// <param name="draft">The whole schedule.</param>
    /// <param name="nowMs">Planned times after this one are looked at.</param>
    public IReadOnlyList<FaultItem> Check(ScheduleDraft draft, long nowMs)
    {
        var problems = new List<FaultItem>();
        if (draft.Name is null) problems.Add(ScheduleFaults.Field("name", $"name is missing; 1 to {MaxNameLength} characters are accepted."));
        else if (draft.Name.Length is 0 or > MaxNameLength)
            problems.Add(ScheduleFaults.Field("name", string.Create(CultureInfo.InvariantCulture, $"name has {draft.Name.Length} characters; 1 to {MaxNameLength} are accepted.")));
        if (draft.State is not (null or ScheduleStates.Active or ScheduleStates.Inactive))
            problems.Add(ScheduleFaults.Field("state", $"state is '{draft.State}'; '{ScheduleStates.Active}' and '{ScheduleStates.Inactive}' are accepted."));
        problems.AddRange(CheckCron(draft.Schedule ?? DefaultCron, nowMs));
        problems.AddRange(CheckProperties(draft));
        return problems;
    }

    /// <summary>Returns the word for how far apart the planned times are.</summary>
    public static string FrequencyOf(string expression, long nowMs)
    {
        var gaps = CronTimes.Parse(expression).GapsAfter(nowMs, LookedAtTimes);
        if (gaps.Count > 0 && gaps.All(static gap => gap == TimeSpan.FromDays(1).TotalMilliseconds)) return "daily";
        return gaps.Count > 0 && gaps.All(static gap => gap == TimeSpan.FromDays(7).TotalMilliseconds) ? "weekly" : "custom";
    }

    private IEnumerable<FaultItem> CheckCron(string expression, long nowMs)
    {
        if (CronTimes.Parse(expression, out var problem) is not { } times)
        {
            yield return ScheduleFaults.Cron(expression, problem!);
            yield break;
        }

        var leastMs = (long)options.MinInterval.TotalMilliseconds;
        foreach (var gap in times.GapsAfter(nowMs, LookedAtTimes).Where(gap => gap < leastMs).Take(1))
            yield return ScheduleFaults.Gap(expression, TimeSpan.FromMilliseconds(gap), options.MinInterval);
    }

    private static IEnumerable<FaultItem> CheckProperties(ScheduleDraft draft)
    {
        switch (draft.Type)
        {
            case ScheduleTypes.BatchSegmentation or ScheduleTypes.Export when draft.Properties is null:
                return [ScheduleFaults.Field("properties", "properties is missing; send {\"segments\":[\"*\"]} or, of type 'export', the body of an export job.")];
            case ScheduleTypes.BatchSegmentation:
                return CheckSegments(draft.Properties!.Segments);
            case ScheduleTypes.Export:
                return ExportBodyRules.Check(draft.Properties!.ExportJson ?? "{}");
            case null:
                return [ScheduleFaults.Field("type", $"type is missing; '{ScheduleTypes.BatchSegmentation}' and '{ScheduleTypes.Export}' are accepted.")];
            default:
                return [ScheduleFaults.Field("type", $"type is '{draft.Type}'; '{ScheduleTypes.BatchSegmentation}' and '{ScheduleTypes.Export}' are accepted.")];
        }
    }

    private static IEnumerable<FaultItem> CheckSegments(IReadOnlyList<string>? segments)
    {
        const string Field = "properties.segments";
        if (segments is null) yield return ScheduleFaults.Field(Field, "properties.segments is missing; an array of segment ids or [\"*\"] is accepted.");
        else if (segments.Contains(JobAcceptance.All) && segments.Count > 1)
            yield return ScheduleFaults.Field(Field, "properties.segments has '*' and other items; '*' alone or segment ids are accepted.");
        else if (segments.Any(string.IsNullOrEmpty))
            yield return ScheduleFaults.Field(Field, "properties.segments has an empty id; segment ids are accepted.");
    }
}
