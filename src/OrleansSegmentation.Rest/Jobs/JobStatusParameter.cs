using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Jobs;

/// <summary>The parameter <c>status</c>: any of several states, separated by commas or in parameters of their own.</summary>
internal static class JobStatusParameter
{
    private const string Name = "status";

    private static readonly Dictionary<string, SegmentJobStatus> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["NEW"] = SegmentJobStatus.New,
        ["QUEUED"] = SegmentJobStatus.Queued,
        ["PROCESSING"] = SegmentJobStatus.Processing,
        ["SUCCEEDED"] = SegmentJobStatus.Succeeded,
        ["FAILED"] = SegmentJobStatus.Failed,
        ["CANCELLING"] = SegmentJobStatus.Cancelling,
        ["CANCELLED"] = SegmentJobStatus.Cancelled,
    };

    /// <summary>Returns the states; empty means any.</summary>
    public static IReadOnlyList<SegmentJobStatus> Read(QueryParameters query) =>
        [.. query.Texts(Name).SelectMany(static text => text.Split(',')).Select(ReadStatus).Distinct()];

    /// <summary>Returns the spelling that jobs have for the one with a single L, which older documents use.</summary>
    public static string DoubleL(string status) => status.ToUpperInvariant() switch
    {
        "CANCELED" => "CANCELLED",
        "CANCELING" => "CANCELLING",
        _ => status,
    };

    private static SegmentJobStatus ReadStatus(string text) => Statuses.TryGetValue(DoubleL(text), out var status)
        ? status
        : throw WireFaults.Parameter(
            "SEG-JOB010-400", "The status filter is invalid.", Name,
            $"'{WireFaults.Quoted(text)}' is not a status: accepted are {string.Join(", ", Statuses.Keys)}.");
}
