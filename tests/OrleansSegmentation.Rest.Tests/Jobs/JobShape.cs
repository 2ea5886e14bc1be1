using System.Text.Json;

namespace OrleansSegmentation.Rest.Tests.Jobs;

/// <summary>What every job object must look like, in every state.</summary>
internal static class JobShape
{
    private const string Uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";

    private static readonly string[] Statuses = ["NEW", "QUEUED", "PROCESSING", "SUCCEEDED", "FAILED", "CANCELLING", "CANCELLED"];

    private static readonly string[] Fields =
    [
        "id", "imsOrgId", "sandbox", "profileInstanceId", "source", "status", "batchId", "computeJobId", "computeGatewayJobId", "segments",
        "metrics", "requestId", "schema", "_links", "updateTime", "creationTime", "updateEpoch",
    ];

    public static IEnumerable<string> SegmentIds(JsonElement job) =>
        job.GetProperty("segments").EnumerateArray().Select(static item => item.GetProperty("segmentId").GetString()!);

    /// <summary>Checks the fields of an unscheduled job.</summary>
    public static void Check(JsonElement job)
    {
        var status = job.GetProperty("status").GetString();
        Assert.Contains(status, Statuses);
        Assert.Equal(
            (status == "FAILED" ? Fields.Append("errors") : Fields).Order(StringComparer.Ordinal), Names(job).Order(StringComparer.Ordinal));
        NoNulls(job);
        foreach (var id in new[] { "id", "batchId", "computeGatewayJobId" })
        {
            Assert.Matches(Uuid, job.GetProperty(id).GetString());
        }

        Assert.Equal(["sandboxId", "sandboxName", "type", "default"], Names(job.GetProperty("sandbox")));
        Assert.Equal("ups", job.GetProperty("profileInstanceId").GetString());
        Assert.True(job.GetProperty("computeJobId").GetInt64() >= 1);
        Assert.Equal("""{"name":"_xdm.context.profile"}""", job.GetProperty("schema").GetRawText());
        var path = $"/segment/jobs/{job.GetProperty("id").GetString()}";
        Assert.Equal(
            $$$"""{"cancel":{"href":"{{{path}}}","method":"DELETE"},"checkStatus":{"href":"{{{path}}}","method":"GET"}}""",
            job.GetProperty("_links").GetRawText());
        Assert.Equal(job.GetProperty("updateEpoch").GetInt64() * 1000, job.GetProperty("updateTime").GetInt64());
        Assert.True(job.GetProperty("updateEpoch").GetInt64() >= job.GetProperty("creationTime").GetInt64() / 1000);
        foreach (var item in job.GetProperty("segments").EnumerateArray())
        {
            CheckSegment(item);
        }
    }

    /// <summary>Checks the six promises about the numbers of a SUCCEEDED job.</summary>
    public static void CheckSucceeded(JsonElement job)
    {
        Check(job);
        Assert.Equal("SUCCEEDED", job.GetProperty("status").GetString());
        var metrics = job.GetProperty("metrics");
        Assert.Equal(
            [
                "profileSegmentationTime", "segmentedProfileByNamespaceCounter", "segmentedProfileByStatusCounter", "segmentedProfileCounter",
                "totalProfiles", "totalProfilesByMergePolicy", "totalTime",
            ],
            Names(metrics).Order(StringComparer.Ordinal));

        var ids = SegmentIds(job).Order(StringComparer.Ordinal).ToList();
        var counter = metrics.GetProperty("segmentedProfileCounter");
        var byNamespace = metrics.GetProperty("segmentedProfileByNamespaceCounter");
        var byStatus = metrics.GetProperty("segmentedProfileByStatusCounter");
        var byPolicy = metrics.GetProperty("totalProfilesByMergePolicy");
        foreach (var map in new[] { counter, byNamespace, byStatus })
        {
            Assert.Equal(ids, Names(map).Order(StringComparer.Ordinal));
        }

        foreach (var segment in job.GetProperty("segments").EnumerateArray())
        {
            var id = segment.GetProperty("segmentId").GetString()!;
            var members = counter.GetProperty(id).GetInt64();
            Assert.Equal(["realized", "exited"], Names(byStatus.GetProperty(id)));
            Assert.Equal(members, byStatus.GetProperty(id).GetProperty("realized").GetInt64());
            Assert.All(byNamespace.GetProperty(id).EnumerateObject(), item =>
            {
                Assert.InRange(item.Value.GetInt64(), 1, members);
                Assert.Equal(item.Name.ToLowerInvariant(), item.Name);
            });
            var policy = segment.GetProperty("segment").GetProperty("mergePolicyId").GetString()!;
            Assert.True(members <= byPolicy.GetProperty(policy).GetInt64());
        }

        Assert.Equal(
            job.GetProperty("segments").EnumerateArray().Select(static item => item.GetProperty("segment").GetProperty("mergePolicyId").GetString()!)
                .Distinct().Order(StringComparer.Ordinal),
            Names(byPolicy).Order(StringComparer.Ordinal));
        Assert.Equal(metrics.GetProperty("totalProfiles").GetInt64(), byPolicy.EnumerateObject().Sum(static item => item.Value.GetInt64()));
        CheckTimes(job, metrics);
    }

    public static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(static property => property.Name);

    private static void CheckTimes(JsonElement job, JsonElement metrics)
    {
        var total = metrics.GetProperty("totalTime");
        var evaluation = metrics.GetProperty("profileSegmentationTime");
        foreach (var range in new[] { total, evaluation })
        {
            Assert.Equal(["startTimeInMs", "endTimeInMs", "totalTimeInMs"], Names(range));
            Assert.Equal(Time(range, "endTimeInMs") - Time(range, "startTimeInMs"), Time(range, "totalTimeInMs"));
        }

        long[] inOrder =
        [
            job.GetProperty("creationTime").GetInt64(), Time(total, "startTimeInMs"), Time(evaluation, "startTimeInMs"),
            Time(evaluation, "endTimeInMs"), Time(total, "endTimeInMs"),
        ];
        Assert.Equal(inOrder.Order(), inOrder);
        Assert.Equal(Time(total, "endTimeInMs") / 1000, job.GetProperty("updateEpoch").GetInt64());
    }

    private static long Time(JsonElement range, string name) => range.GetProperty(name).GetInt64();

    private static void CheckSegment(JsonElement item)
    {
        Assert.Equal(["segmentId", "segment"], Names(item));
        var id = item.GetProperty("segmentId").GetString();
        Assert.Matches(Uuid, id);
        var segment = item.GetProperty("segment");
        Assert.Equal(["id", "expression", "mergePolicyId", "mergePolicy"], Names(segment));
        Assert.Equal(id, segment.GetProperty("id").GetString());
        Assert.Equal(["type", "format", "value"], Names(segment.GetProperty("expression")));
        Assert.Equal("PQL", segment.GetProperty("expression").GetProperty("type").GetString());
        Assert.Equal(["id", "version"], Names(segment.GetProperty("mergePolicy")));
        Assert.Equal(segment.GetProperty("mergePolicyId").GetString(), segment.GetProperty("mergePolicy").GetProperty("id").GetString());
        Assert.True(segment.GetProperty("mergePolicy").GetProperty("version").GetInt32() >= 1);
    }

    private static void NoNulls(JsonElement element)
    {
        Assert.NotEqual(JsonValueKind.Null, element.ValueKind);
        IEnumerable<JsonElement> children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(static property => property.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };
        Assert.All(children, NoNulls);
    }
}
