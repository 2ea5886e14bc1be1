using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>Data and an expression that keep a server busy for long enough to be caught in the middle, and what must not depend on that.</summary>
internal static class CostlyJob
{
    public const int Seed = 20260101;

    /// <summary>Costly on purpose: three nested walks over the events.</summary>
    public const string Expression = """
        (select A from xEvent, B from xEvent where B.timestamp occurs after A.timestamp, C from xEvent where C.timestamp occurs after B.timestamp and C.eventType = A.eventType and C.eventType != B.eventType).count() > 20
        """;

    // One evaluation thread and frequent news, so that the job is seen half done.
    public const string OneThread = "--Segmentation:Evaluation:Threads=1";
    public const string FrequentNews = "--Segmentation:Runs:HeartbeatInterval=00:00:00.02";

    private const int ProfileCount = 8_000;
    private static readonly DateTimeOffset SampleNow = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Counters = ["totalProfiles", "segmentedProfileCounter", "segmentedProfileByNamespaceCounter", "segmentedProfileByStatusCounter"];

    public static byte[] Records()
    {
        using var buffer = new MemoryStream();
        new SampleProfileGenerator(Seed).WriteRecords(buffer, 0, ProfileCount, SampleNow);
        return buffer.ToArray();
    }

    public static bool IsHalfDone(JsonNode job) => (string)job["status"]! == "PROCESSING" && (long?)job["metrics"]!["totalProfiles"] is > 0;

    public static bool HasSucceeded(JsonNode job) => (string)job["status"]! == "SUCCEEDED";

    /// <summary>Fails unless two jobs, each with a definition of its own, counted the same, and more than nobody.</summary>
    public static void AssertSameCounts((JsonNode Job, string Segment) expected, (JsonNode Job, string Segment) found)
    {
        Assert.True((long)expected.Job["metrics"]!["segmentedProfileCounter"]![expected.Segment]! > 0, "The audience must not be empty, or equal counts prove nothing.");
        foreach (var counter in Counters)
        {
            var (one, other) = (Text(expected, counter), Text(found, counter));
            Assert.True(one == other, $"{counter}, seed {Seed}: {one} expected, {other} found");
        }

        static string Text((JsonNode Job, string Segment) result, string counter) =>
            result.Job["metrics"]![counter]!.ToJsonString().Replace(result.Segment, "segment", StringComparison.Ordinal);
    }
}
