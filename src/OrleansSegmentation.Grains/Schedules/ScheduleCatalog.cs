using System.Collections.Immutable;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Schedules;

/// <summary>The schedules of a sandbox. Immutable; changed by log items only.</summary>
internal sealed partial record ScheduleCatalog
{
    private ImmutableDictionary<Guid, ScheduleRecord> _schedules = ImmutableDictionary<Guid, ScheduleRecord>.Empty;

    public static ScheduleCatalog Empty { get; } = new();

    public int Count => _schedules.Count;

    public IEnumerable<ScheduleRecord> All => _schedules.Values;

    /// <summary>Gets the schedules, newest first.</summary>
    public IEnumerable<ScheduleRecord> NewestFirst => _schedules.Values.OrderByDescending(static schedule => schedule.CreatedAtMs).ThenBy(static schedule => schedule.Id);

    public ScheduleRecord? Find(Guid id) => _schedules.GetValueOrDefault(id);

    /// <summary>Returns the catalog after an item; items of other concerns change nothing.</summary>
    public ScheduleCatalog Apply(LogItem item, EntryStamp stamp) => item switch
    {
        ScheduleItem set => Set(Changed(set, stamp)),
        ScheduleRemovedItem removed => this with { _schedules = _schedules.Remove(removed.ScheduleId) },
        ScheduleSkippedItem skipped => Done(skipped.ScheduleId, skipped.PlannedMs),
        AcceptItem { Fire: { IsPlanned: true } fire } => Done(fire.ScheduleId, fire.TimeMs),
        _ => this,
    };

    private ScheduleRecord Changed(ScheduleItem set, EntryStamp stamp)
    {
        if (Find(set.Schedule.Id) is not { } before) return new ScheduleRecord(set.Schedule, stamp.TimeMs, stamp.TimeMs, 0);
        var isOther = before.Document.State != set.Schedule.State || before.Document.Schedule != set.Schedule.Schedule;
        return before with { Document = set.Schedule, SinceMs = isOther ? stamp.TimeMs : before.SinceMs };
    }

    private ScheduleCatalog Done(Guid id, long plannedMs) => Find(id) is { } schedule ? Set(schedule with { FiredMs = plannedMs }) : this;

    private ScheduleCatalog Set(ScheduleRecord schedule) => this with { _schedules = _schedules.SetItem(schedule.Id, schedule) };
}
