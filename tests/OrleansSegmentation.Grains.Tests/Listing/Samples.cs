using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Tests.Listing;

/// <summary>Documents with every field set.</summary>
internal static class Samples
{
    public static readonly Guid Segment = new("8e6b2c90-7d41-4a58-b3f2-90a1c7d5e482");
    public static readonly Guid OtherSegment = new("2a97d5e1-0c68-4b1d-8e34-6f5a9b7c1d20");
    public static readonly Guid Policy = new("1f9c5d34-2a6b-4e78-8c01-b7d2e9f60a13");
    public static readonly Guid Schedule = new("d0e83b6a-4f17-4295-a6cd-3318c5e2f7b4");

    public static SegmentJobDocument Job(int number = 1, SegmentJobStatus status = SegmentJobStatus.Succeeded) => new()
    {
        Id = IdOf(number),
        ImsOrgId = "6E41@AdobeOrg",
        Sandbox = new SandboxReference(new Guid("7b1f0e52-9c34-4c1e-8d6a-2f40c3b9e511"), "prod", "production", true),
        Source = "scheduler",
        Status = status,
        BatchId = IdOf(1000 + number),
        ComputeJobId = number,
        ComputeGatewayJobId = IdOf(2000 + number),
        Segments = [SegmentOf(Segment, "a = \"=~.\""), SegmentOf(OtherSegment, "b")],
        Metrics = new JobMetrics
        {
            TotalTime = TimeRange.Between(1_000 + number, 2_000 + number),
            ProfileSegmentationTime = TimeRange.Between(1_100, 1_900),
            TotalProfiles = 100 + number,
            SegmentedProfileCounter = new Dictionary<Guid, long> { [Segment] = 1933, [OtherSegment] = 0 },
            SegmentedProfileByNamespaceCounter = new Dictionary<Guid, IReadOnlyDictionary<string, long>>
            {
                [Segment] = new Dictionary<string, long> { ["email"] = 1702 },
                [OtherSegment] = new Dictionary<string, long>(),
            },
            SegmentedProfileByStatusCounter = new Dictionary<Guid, StatusCounts> { [Segment] = new(1933, 57), [OtherSegment] = new(0, 0) },
            TotalProfilesByMergePolicy = new Dictionary<Guid, long> { [Policy] = 100 + number },
        },
        Errors = [new JobError("SEG-RUN001", "Partition 17 did not answer.")],
        RequestId = "q7Zt1XwP",
        Properties = new JobProperties(Schedule, IdOf(3000)),
        Links = JobLinks.Of(IdOf(number)),
        CreationTime = 500 + number,
        UpdateEpoch = 2,
        UpdateTime = 2000,
    };

    public static Guid IdOf(int number) => new(number, 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 1]);

    private static JobSegment SegmentOf(Guid id, string expression) => new(id, new SegmentSnapshot(
        id, new ExpressionDocument("PQL", "pql/text", expression), Policy, new MergePolicyReference(Policy, 3)));
}
