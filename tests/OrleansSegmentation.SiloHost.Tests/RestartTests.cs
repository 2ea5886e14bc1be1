namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>The promises about <c>kill -9</c>, on the real process and the real folder.</summary>
[Collection(BusyServers.Name)]
public sealed class RestartTests
{
    [Fact]
    public async Task Kill_InTheMiddleOfAJob_RestartFinishesTheSameJobWithTheSameCounts()
    {
        using var data = new TemporaryFolder();
        string segment, job;
        await using (var server = await ServerProcess.StartAsync(data.Directory, CostlyJob.OneThread, CostlyJob.FrequentNews))
        {
            Assert.Equal(0, (int)(await server.IngestAsync(CostlyJob.Records()))["rejected"]!);
            segment = await server.DefineAsync("costly", CostlyJob.Expression);
            job = await server.PostJobAsync(segment);
            await server.WaitForJobAsync(job, CostlyJob.IsHalfDone);
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync(data.Directory);
        var finished = await restarted.WaitForJobAsync(job, CostlyJob.HasSucceeded);
        var again = await restarted.PostJobAsync(segment);
        var undisturbed = await restarted.WaitForJobAsync(again, CostlyJob.HasSucceeded);

        CostlyJob.AssertSameCounts((undisturbed, segment), (finished, segment));
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
        var finished = await restarted.WaitForJobAsync(job, CostlyJob.HasSucceeded);

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
}
