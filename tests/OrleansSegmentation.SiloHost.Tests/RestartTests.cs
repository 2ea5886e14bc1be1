using System.Text.Json.Nodes;
using OrleansSegmentation.Profiles.Generation;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>The promises about <c>kill -9</c>, on the real process and the real folder.</summary>
public sealed class RestartTests
{
    private const int Seed = 20260101;
    private const int ProfileCount = 8_000;
    private static readonly DateTimeOffset SampleNow = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Costly on purpose: three nested walks over the events, so that the job is caught in the middle.</summary>
    private const string CostlyExpression = """
        (select A from xEvent, B from xEvent where B.timestamp occurs after A.timestamp, C from xEvent where C.timestamp occurs after B.timestamp and C.eventType = A.eventType and C.eventType != B.eventType).count() > 20
        """;

    // One evaluation thread and frequent news, so that the job is seen half done.
    private const string OneThread = "--Segmentation:Evaluation:Threads=1";
    private const string FrequentNews = "--Segmentation:Runs:HeartbeatInterval=00:00:00.02";

    [Fact]
    public async Task Kill_InTheMiddleOfAJob_RestartFinishesTheSameJobWithTheSameCounts()
    {
        using var data = new TemporaryFolder();
        string segment, job;
        await using (var server = await ServerProcess.StartAsync(data.Directory, OneThread, FrequentNews))
        {
            Assert.Equal(0, (int)(await server.IngestAsync(Records()))["rejected"]!);
            segment = await server.DefineAsync("costly", CostlyExpression);
            job = await server.PostJobAsync(segment);
            await server.WaitForJobAsync(job, static document =>
                (string)document["status"]! == "PROCESSING" && (long?)document["metrics"]!["totalProfiles"] is > 0);
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync(data.Directory);
        var finished = await restarted.WaitForJobAsync(job, static document => (string)document["status"]! == "SUCCEEDED");
        var again = await restarted.PostJobAsync(segment);
        var undisturbed = await restarted.WaitForJobAsync(again, static document => (string)document["status"]! == "SUCCEEDED");

        Assert.True((long)finished["metrics"]!["segmentedProfileCounter"]![segment]! > 0, "The audience must not be empty, or equal counts prove nothing.");
        foreach (var counter in new[] { "totalProfiles", "segmentedProfileCounter", "segmentedProfileByNamespaceCounter", "segmentedProfileByStatusCounter" })
        {
            Assert.True(
                JsonNode.DeepEquals(finished["metrics"]![counter], undisturbed["metrics"]![counter]),
                $"{counter}, seed {Seed}: {finished["metrics"]![counter]} after the kill, {undisturbed["metrics"]![counter]} undisturbed");
        }
    }

    [Fact]
    public async Task Kill_RightAfterTheAnswer_KeepsEveryAcknowledgedRecordDefinitionAndJob()
    {
        using var data = new TemporaryFolder();
        string segment, job;
        await using (var server = await ServerProcess.StartAsync(data.Directory))
        {
            await server.IngestAsync("""{"identityMap":{"crmid":[{"id":"1","primary":true}]},"workAddress":{"country":"US"}}"""u8.ToArray());
            segment = await server.DefineAsync("US", "workAddress.country = \"US\"");
            job = await server.PostJobAsync(segment);
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync(data.Directory);
        var finished = await restarted.WaitForJobAsync(job, static document => (string)document["status"]! == "SUCCEEDED");

        Assert.Equal(1, (long)finished["metrics"]!["totalProfiles"]!);
        Assert.Equal(1, (long)finished["metrics"]!["segmentedProfileCounter"]![segment]!);
    }

    [Fact]
    public async Task Stop_BySigterm_EndsWithExitCodeZero()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(data.Directory);

        Assert.Equal(0, await server.StopAsync());
    }

    private static byte[] Records()
    {
        using var buffer = new MemoryStream();
        new SampleProfileGenerator(Seed).WriteRecords(buffer, 0, ProfileCount, SampleNow);
        return buffer.ToArray();
    }
}
