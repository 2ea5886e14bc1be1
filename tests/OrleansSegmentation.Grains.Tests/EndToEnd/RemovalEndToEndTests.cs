using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Access;
using OrleansSegmentation.Contracts.Removals;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Tests.Replication;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>Deletions through the client, in a real silo.</summary>
public sealed class RemovalEndToEndTests
{
    [Fact]
    public async Task DeleteEntity_OfAMember_ItIsGoneAtOnceAndTheNextJobCountsItAsDeleted()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.IngestAsync(Enumerable.Range(0, 40).Select(static number => Record("crm", number, linked: $"d{number}")));
        var segment = await silo.DefineAsync("all", "true");
        Assert.Equal(40, (await silo.RunAllAsync()).Metrics.SegmentedProfileCounter![segment]);

        await silo.Client.DeleteEntityAsync(new EntityReference("d7", "DEVICE"));

        var missing = await Assert.ThrowsAsync<SegmentationException>(() => silo.Client.DeleteEntityAsync(new EntityReference("C7", "crmid")));
        Assert.Equal("SEG-PRF001-404", missing.Fault.Items[0].Code);
        var next = await silo.Client.SubmitAllAsync();
        var done = await EndToEndSilo.WaitAsync(next);
        Assert.Equal((39, 39), (done.Metrics.TotalProfiles, done.Metrics.SegmentedProfileCounter![segment]));
        Assert.Equal(0, done.Metrics.SegmentedProfileByStatusCounter![segment].Exited);
        var counts = Assert.Single((await next.GetDiagnosticsAsync()).Segments);
        Assert.Equal((1, 0, 0), (counts.Deleted, counts.NewlyRealized, counts.NewlyExited));
    }

    [Fact]
    public async Task SystemJob_SiloLostBetweenPages_TheNextSiloRemovesTheRestOnly()
    {
        var storage = new MemoryStorage();
        var first = await EndToEndSilo.StartAsync(storage);
        await first.IngestAsync(Enumerable.Range(0, 9_000).Select(static number => Record("bulk", number)));
        await first.IngestAsync(Enumerable.Range(0, 50).Select(static number => Record("crm", number, linked: $"d{number}")));
        var job = await first.Client.CreateSystemJobAsync(new SystemJobRequest("bulk", null));
        Assert.Equal((SystemJobStatus.New, 0), (job.Status, job.RecordsProcessed));
        await WaitForRemovalsAsync(first, 1);
        await first.KillAsync();

        await using var second = await EndToEndSilo.StartAsync(storage);
        await second.IngestAsync([Record("bulk", 9_001)]); // supplied after the request: it stays
        var done = await WaitAsync(second.Client, job.Id);
        Assert.Equal((SystemJobStatus.Completed, 9_000), (done.Status, done.RecordsProcessed));
        Assert.True(Removals(second).Count > 1, "All was one page.");
        Assert.Equal(9_000, Removals(second).Sum(static removal => removal.Pages.Sum(static page => page.RecordCount)));

        var segment = await second.DefineAsync("all", "true");
        Assert.Equal(51, (await second.RunAllAsync()).Metrics.SegmentedProfileCounter![segment]);
    }

    [Fact]
    public async Task SystemJob_OfABatch_RemovesWhatTheBatchBroughtAndItsLinks()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.IngestAsync([Record("crm", 1), Record("crm", 2), Record("crm", 3)]);
        var linking = await silo.Client.IngestAsync("""{"identityMap":{"CRMID":[{"id":"C1"},{"id":"C2"}]}}"""u8.ToArray(), new() { DatasetId = "crm" });
        var segment = await silo.DefineAsync("all", "true");
        Assert.Equal(2, (await silo.RunAllAsync()).Metrics.SegmentedProfileCounter![segment]);

        var job = await silo.Client.CreateSystemJobAsync(new SystemJobRequest(null, linking.BatchId.ToString()));
        Assert.Equal(1, (await WaitAsync(silo.Client, job.Id)).RecordsProcessed);

        var apart = await silo.Client.SubmitAllAsync();
        Assert.Equal(3, (await EndToEndSilo.WaitAsync(apart)).Metrics.SegmentedProfileCounter![segment]);
        var counts = Assert.Single((await apart.GetDiagnosticsAsync()).Segments);
        Assert.Equal((1, 0, 0), (counts.NewlyRealized, counts.NewlyExited, counts.Deleted)); // the part split off is new
    }

    [Fact]
    public async Task SystemJob_ForgottenWhileItWaits_StillRemovesEverything()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.IngestAsync(Enumerable.Range(0, 100).Select(static number => Record("bulk", number)));
        var forgotten = await silo.Client.CreateSystemJobAsync(new SystemJobRequest("bulk", null));
        await silo.Client.ForgetSystemJobAsync(forgotten.Id);
        await Assert.ThrowsAsync<SegmentationException>(() => silo.Client.GetSystemJobAsync(forgotten.Id));
        var after = await silo.Client.CreateSystemJobAsync(new SystemJobRequest("nothing", null));

        Assert.Equal((SystemJobStatus.Completed, 0), await WaitAsync(silo.Client, after.Id) is var done ? (done.Status, done.RecordsProcessed) : default);
        Assert.Equal([after.Id], (await silo.Client.GetSystemJobPageAsync(0, 10)).Jobs.Select(static job => job.Id));
        await silo.DefineAsync("all", "true");
        Assert.Equal(0, (await silo.RunAllAsync()).Metrics.TotalProfiles);
    }

    private static string Record(string dataset, int number, string? linked = null)
    {
        var device = linked is null ? "" : $$""","Device":[{"id":"{{linked}}"}]""";
        return $$$"""{"datasetId":"{{{dataset}}}","entity":{"identityMap":{"CRMID":[{"id":"C{{{number}}}","primary":true}]{{{device}}}},"points":{{{number}}}}}""";
    }

    private static List<RemoveItem> Removals(EndToEndSilo silo) =>
        [.. silo.Storage.Log(silo.Client.Sandbox.SandboxId).Entries.SelectMany(static entry => LogEntryJson.Decode(entry).Items).OfType<RemoveItem>()];

    private static async Task WaitForRemovalsAsync(EndToEndSilo silo, int count)
    {
        var log = silo.Storage.GetLog(silo.Client.Sandbox.SandboxId);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var epoch = (await log.ReadHeadAsync(patience.Token)).Epoch; // before looking, so that nothing is missed
            if (Removals(silo).Count >= count) return;
            await log.WaitForEpochAfterAsync(epoch, patience.Token);
        }
    }

    private static async Task<SystemJob> WaitAsync(SegmentationClient client, Guid id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var job = await client.GetSystemJobAsync(id, patience.Token);
            if (job.Status is SystemJobStatus.Completed or SystemJobStatus.Error) return job;
        }
    }
}
