using System.Text;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Ingest;
using OrleansSegmentation.Contracts.Jobs;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

public sealed class IngestEndToEndTests
{
    [Fact]
    public async Task Ingest_NoGoodRecord_AnswersWithoutAnEntryInTheLog()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.Client.EnsureAsync();
        var before = await HeadAsync(silo);

        var receipt = await silo.Client.IngestAsync("{}\nnothing"u8.ToArray());

        Assert.Equal((2, 0, 2), (receipt.Received, receipt.Accepted, receipt.Rejected));
        Assert.Equal(before, await HeadAsync(silo));
    }

    [Fact]
    public async Task Ingest_MoreThanFitsAnEntry_IsStagedAndCounted()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        var segment = await silo.DefineAsync("all", "loyalty.points >= 0");

        await silo.IngestAsync(Enumerable.Range(0, 2_000).Select(Record));
        var job = await EndToEndSilo.WaitAsync(await silo.Client.SubmitAsync([segment]));

        Assert.Single(silo.Files.Names, static name => name.StartsWith("staged/1/upload-", StringComparison.Ordinal));
        Assert.Equal((SegmentJobStatus.Succeeded, 2_000), (job.Status, job.Metrics.SegmentedProfileCounter![segment]));
        Assert.Equal(2_000, job.Metrics.SegmentedProfileByNamespaceCounter![segment]["crmid"]);
    }

    [Fact]
    public async Task Ingest_StoreFails_TakesNothingAndSaysWhenToComeBack()
    {
        await using var silo = await EndToEndSilo.StartAsync();
        await silo.Client.EnsureAsync();
        var before = await HeadAsync(silo);
        silo.Files.BeforeCreate = static (_, _) => Task.FromException(new IOException("The disk is full."));

        var error = await Assert.ThrowsAsync<SegmentationException>(() => silo.IngestAsync(Enumerable.Range(0, 2_000).Select(Record)));

        Assert.Equal(("SEG-GEN010-503", 5), (error.Fault.Items[0].Code, error.Fault.RetryAfterSeconds));
        Assert.Equal(before, await HeadAsync(silo));
    }

    [Theory]
    [InlineData("crm", "{}", "SEG-ING001-400"), InlineData("no such id!", "[]", "SEG-ING001-400")]
    public async Task Ingest_BodyOrDatasetNotUsable_IsRefused(string dataset, string body, string code)
    {
        await using var silo = await EndToEndSilo.StartAsync();
        var options = new IngestOptions { DatasetId = dataset, Format = RecordFormat.JsonArray };

        var error = await Assert.ThrowsAsync<SegmentationException>(() => silo.Client.IngestAsync(Encoding.UTF8.GetBytes(body), options));

        Assert.Equal(code, error.Fault.Items[0].Code);
    }

    private static string Record(int number) =>
        $$$"""{"identityMap":{"CRMID":[{"id":"c-{{{number}}}"}]},"loyalty":{"points":{{{number}}}},"note":"Somebody of number {{{number}}}"}""";

    private static async Task<long> HeadAsync(EndToEndSilo silo) =>
        (await silo.Storage.GetLog(silo.Client.Sandbox.SandboxId).ReadHeadAsync(CancellationToken.None)).Epoch;
}
