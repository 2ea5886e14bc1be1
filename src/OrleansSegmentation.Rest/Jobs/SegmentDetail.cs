using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Errors;
using OrleansSegmentation.Rest.Paging;

namespace OrleansSegmentation.Rest.Jobs;

/// <summary>How much of its segments a job shows.</summary>
internal enum SegmentDetail
{
    /// <summary>Everything.</summary>
    Full,

    /// <summary>Only ids.</summary>
    Ids,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>The parameter <c>segmentDetail</c>.</summary>
internal static class SegmentDetailParameter
{
    private const string Name = "segmentDetail";

    public static SegmentDetail Read(QueryParameters query) => query.Text(Name) switch
    {
        null or "full" => SegmentDetail.Full,
        "ids" => SegmentDetail.Ids,
        "none" => SegmentDetail.None,
        { } other => throw WireFaults.Parameter(Name, other, "one of full, ids, none"),
    };

    public static SegmentJobDocument Apply(this SegmentDetail detail, SegmentJobDocument job) => detail switch
    {
        SegmentDetail.Ids => job with { Segments = [.. job.Segments.Select(static item => item with { Segment = null })] },
        SegmentDetail.None => job with { Segments = [] },
        _ => job,
    };
}
