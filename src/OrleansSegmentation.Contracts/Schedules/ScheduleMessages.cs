using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Contracts.Schedules;

/// <summary>A schedule as the API shows it.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.schedule")]
public sealed record ScheduleDocument
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string ImsOrgId { get; init; }

    [Id(2)] public required SandboxReference Sandbox { get; init; }

    /// <summary>Gets the name, 1 to 255 characters; need not be unique.</summary>
    [Id(3)] public required string Name { get; init; }

    /// <summary>Gets <c>active</c> or <c>inactive</c>.</summary>
    [Id(4)] public required string State { get; init; }

    /// <summary>Gets <c>batch_segmentation</c> or <c>export</c>.</summary>
    [Id(5)] public required string Type { get; init; }

    /// <summary>Gets the Quartz cron expression as it was sent; times are UTC.</summary>
    [Id(6)] public required string Schedule { get; init; }

    /// <summary>Gets <c>daily</c>, <c>weekly</c> or <c>custom</c>.</summary>
    [Id(7)] public required string Frequency { get; init; }

    [Id(8)] public required ScheduleProperties Properties { get; init; }

    /// <summary>Gets when it was created, seconds since 1970.</summary>
    [Id(9)] public required long CreateEpoch { get; init; }

    /// <summary>Gets when it was changed last, seconds since 1970.</summary>
    [Id(10)] public required long UpdateEpoch { get; init; }
}

/// <summary>What a schedule runs.</summary>
/// <param name="Segments">Of <c>batch_segmentation</c>: segment ids, or <c>*</c> alone; null otherwise.</param>
/// <param name="ExportJson">Of <c>export</c>: the body of the export job, one JSON object; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("segmentation.schedule-properties")]
public sealed record ScheduleProperties(IReadOnlyList<string>? Segments, string? ExportJson);

/// <summary>A schedule as a caller wants it. Null: not sent.</summary>
/// <param name="Name">Required.</param>
/// <param name="State">Default: <c>inactive</c>.</param>
/// <param name="Type">Required.</param>
/// <param name="Schedule">Default: every day at 01:00 UTC.</param>
/// <param name="Properties">Required. Both members may be set; the type says which one counts.</param>
[GenerateSerializer, Immutable, Alias("segmentation.schedule-draft")]
public sealed record ScheduleDraft(string? Name, string? State, string? Type, string? Schedule, ScheduleProperties? Properties);

/// <summary>Changes of a schedule, all or nothing. Null: stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.schedule-patch")]
public sealed record SchedulePatch(string? Name, string? State, string? Schedule, ScheduleProperties? Properties)
{
    /// <summary>Gets the patch that changes nothing.</summary>
    public static SchedulePatch Empty { get; } = new(null, null, null, null);
}

/// <summary>Which schedules to list. Null filters are not tested.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.schedule-query")]
public sealed record ScheduleListQuery(int Start, int Limit, string? State, string? Type);

/// <summary>One page of schedules, newest first.</summary>
[GenerateSerializer, Immutable, Alias("segmentation.schedule-page")]
public sealed record SchedulePage(int TotalCount, IReadOnlyList<ScheduleDocument> Schedules);
