using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Client;

/// <summary>Which jobs to list, in which order.</summary>
public sealed record JobFilter
{
    /// <summary>Gets the filter that lets every job through.</summary>
    public static JobFilter All { get; } = new();

    /// <summary>Gets the states of which a job must have one; empty means any.</summary>
    public IReadOnlyList<SegmentJobStatus> Statuses { get; init; } = [];

    /// <summary>Gets conditions on the job's JSON, all of which must hold.</summary>
    public IReadOnlyList<PropertyFilter> Properties { get; init; } = [];

    /// <summary>Gets the order, at most 5 keys; ties are broken by id.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [];
}
