using OrleansSegmentation.Contracts.Listing;

namespace OrleansSegmentation.Contracts.Jobs;

/// <summary>The property paths of a segment job: its JSON, read from <see cref="SegmentJobDocument"/> without writing it.</summary>
public static class JobDocumentPaths
{
    /// <summary>Gets all paths of a job.</summary>
    public static DocumentPaths Paths { get; } = new(
        Job(), Sortable(), new Dictionary<string, string> { ["segments"] = "segmentId" });

    /// <summary>Tells whether some job can have what a filter names; if not, nothing matches and the caller is warned.</summary>
    public static bool IsKnown(PropertyFilter filter) => Paths.IsKnown(filter);

    /// <summary>Tells whether jobs can be ordered by a dotted path.</summary>
    public static bool IsSortable(string path) => Paths.IsSortable(path);

    /// <summary>Returns the status as the JSON spells it.</summary>
    public static string TextOf(SegmentJobStatus status) => status switch
    {
        SegmentJobStatus.New => "NEW",
        SegmentJobStatus.Queued => "QUEUED",
        SegmentJobStatus.Processing => "PROCESSING",
        SegmentJobStatus.Succeeded => "SUCCEEDED",
        SegmentJobStatus.Failed => "FAILED",
        SegmentJobStatus.Cancelling => "CANCELLING",
        SegmentJobStatus.Cancelled => "CANCELLED",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of a segment job."),
    };

    private static ObjectShape<SegmentJobDocument> Job() => new ObjectShape<SegmentJobDocument>()
        .Uuid("id", job => job.Id)
        .Text("imsOrgId", job => job.ImsOrgId)
        .Add("sandbox", job => job.Sandbox, DocumentShapes.Sandbox)
        .Text("profileInstanceId", job => job.ProfileInstanceId)
        .Text("source", job => job.Source)
        .Text("status", job => TextOf(job.Status))
        .Uuid("batchId", job => job.BatchId)
        .Number("computeJobId", job => job.ComputeJobId)
        .Uuid("computeGatewayJobId", job => job.ComputeGatewayJobId)
        .Add("segments", job => job.Segments, new ArrayShape(Segment()))
        .Add("metrics", job => job.Metrics, Metrics())
        .Add("errors", job => job.Errors, new ArrayShape(Error()))
        .Text("requestId", job => job.RequestId)
        .Add("schema", job => job.Schema, DocumentShapes.Schema)
        .Add("properties", job => job.Properties, Properties())
        .Add("_links", job => job.Links, Links())
        .Number("updateTime", job => job.UpdateTime)
        .Number("creationTime", job => job.CreationTime)
        .Number("updateEpoch", job => job.UpdateEpoch);

    private static ObjectShape<JobSegment> Segment() => new ObjectShape<JobSegment>()
        .Uuid("segmentId", item => item.SegmentId)
        .Add("segment", item => item.Segment, new ObjectShape<SegmentSnapshot>()
            .Uuid("id", segment => segment.Id)
            .Add("expression", segment => segment.Expression, DocumentShapes.Expression)
            .Uuid("mergePolicyId", segment => segment.MergePolicyId)
            .Add("mergePolicy", segment => segment.MergePolicy, new ObjectShape<MergePolicyReference>()
                .Uuid("id", policy => policy.Id)
                .Number("version", policy => policy.Version)));

    private static ObjectShape<JobMetrics> Metrics() => new ObjectShape<JobMetrics>()
        .Add("totalTime", metrics => metrics.TotalTime, Range())
        .Add("profileSegmentationTime", metrics => metrics.ProfileSegmentationTime, Range())
        .Number("totalProfiles", metrics => metrics.TotalProfiles)
        .Add("segmentedProfileCounter", metrics => metrics.SegmentedProfileCounter, Counter())
        .Add("segmentedProfileByNamespaceCounter", metrics => metrics.SegmentedProfileByNamespaceCounter,
            new MapShape<Guid, IReadOnlyDictionary<string, long>>(
                TryParseUuid, new MapShape<string, long>(TakeName, DocumentShape.Scalar)))
        .Add("segmentedProfileByStatusCounter", metrics => metrics.SegmentedProfileByStatusCounter,
            new MapShape<Guid, StatusCounts>(TryParseUuid, new ObjectShape<StatusCounts>()
                .Number("realized", counts => counts.Realized)
                .Number("exited", counts => counts.Exited)))
        .Add("totalProfilesByMergePolicy", metrics => metrics.TotalProfilesByMergePolicy, Counter());

    private static MapShape<Guid, long> Counter() => new(TryParseUuid, DocumentShape.Scalar);

    private static ObjectShape<TimeRange> Range() => new ObjectShape<TimeRange>()
        .Number("startTimeInMs", range => range.StartTimeInMs)
        .Number("endTimeInMs", range => range.EndTimeInMs)
        .Number("totalTimeInMs", range => range.TotalTimeInMs);

    private static ObjectShape<JobError> Error() => new ObjectShape<JobError>()
        .Text("code", error => error.Code)
        .Text("msg", error => error.Msg)
        .Text("callStack", error => error.CallStack);

    private static ObjectShape<JobProperties> Properties() => new ObjectShape<JobProperties>()
        .Uuid("scheduleId", properties => properties.ScheduleId)
        .Uuid("runId", properties => properties.RunId);

    private static ObjectShape<JobLinks> Links()
    {
        var link = new ObjectShape<LinkDocument>().Text("href", item => item.Href).Text("method", item => item.Method);
        return new ObjectShape<JobLinks>().Add("cancel", links => links.Cancel, link).Add("checkStatus", links => links.CheckStatus, link);
    }

    // Keys of the JSON are lower-case uuids; any other spelling names nothing.
    private static bool TryParseUuid(string name, out Guid id) => Guid.TryParseExact(name, "D", out id) && id.ToString() == name;

    private static bool TakeName(string name, out string key)
    {
        key = name;
        return true;
    }

    private static IEnumerable<string> Sortable() =>
    [
        "id", "status", "source", "creationTime", "updateTime", "updateEpoch", "batchId", "computeJobId", "computeGatewayJobId", "requestId",
        "imsOrgId", "profileInstanceId", "schema.name", "sandbox.sandboxId", "sandbox.sandboxName", "properties.scheduleId",
        "properties.runId", "metrics.totalProfiles",
        "metrics.totalTime.startTimeInMs", "metrics.totalTime.endTimeInMs", "metrics.totalTime.totalTimeInMs",
        "metrics.profileSegmentationTime.startTimeInMs", "metrics.profileSegmentationTime.endTimeInMs",
        "metrics.profileSegmentationTime.totalTimeInMs",
    ];
}
