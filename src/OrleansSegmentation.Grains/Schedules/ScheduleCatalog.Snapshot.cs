using System.Collections.Immutable;

namespace OrleansSegmentation.Grains.Schedules;

/// <content>The catalog as part of a snapshot of its sandbox, and back.</content>
internal sealed partial record ScheduleCatalog
{
    /// <summary>Returns everything the catalog knows.</summary>
    public IReadOnlyList<ScheduleRecord> ToSnapshot() => [.. _schedules.Values.OrderBy(static schedule => schedule.Id)];

    /// <summary>Returns the catalog that a snapshot was made of.</summary>
    public static ScheduleCatalog Restore(IReadOnlyList<ScheduleRecord> snapshot) =>
        new() { _schedules = snapshot.ToImmutableDictionary(static schedule => schedule.Id) };
}
