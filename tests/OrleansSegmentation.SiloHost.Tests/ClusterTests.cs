using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSegmentation.AzureStorage.Hosting;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>Three silos as real processes on the storage emulator: one cluster at whichever door one knocks, and whichever silo dies.</summary>
[Collection(BusyServers.Name)]
public sealed class ClusterTests : IAsyncLifetime
{
    private readonly TemporaryFolder _cache = new();
    private readonly string _clusterId = $"cluster-{Guid.NewGuid():N}";
    private AzuriteServer? _azurite;

    public async Task InitializeAsync() => _azurite = await AzuriteServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (_azurite is not null) await _azurite.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task Kill_OfOneOfThreeSilosInTheMiddleOfAJob_ChangesNoCountAndLosesNothing()
    {
        var expected = RunAloneAsync();
        var silos = await Task.WhenAll(StartSiloAsync(), StartSiloAsync(), StartSiloAsync());
        await using var first = silos[0];
        await using var second = silos[1];
        await using var third = silos[2];

        Assert.Equal(0, (int)(await first.IngestAsync(CostlyJob.Records()))["rejected"]!);
        var segment = await second.DefineAsync("costly", CostlyJob.Expression);
        var job = await first.PostJobAsync(segment);
        await second.WaitForJobAsync(job, CostlyJob.IsHalfDone);
        await third.KillAsync();
        var finished = await second.WaitForJobThroughFailuresAsync(job, CostlyJob.HasSucceeded);
        CostlyJob.AssertSameCounts(await expected, (finished, segment));

        var elsewhere = await first.WaitForJobThroughFailuresAsync(job, CostlyJob.HasSucceeded);
        Assert.Equal(finished.ToJsonString(), elsewhere.ToJsonString());
        await AssertAServiceOutsideSeesAsync(job);
        Assert.Equal(0, await first.StopAsync());
        Assert.Equal(0, await second.StopAsync());
    }

    private static async Task<(System.Text.Json.Nodes.JsonNode Job, string Segment)> RunAloneAsync()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(data.Directory);
        await server.IngestAsync(CostlyJob.Records());
        var segment = await server.DefineAsync("costly", CostlyJob.Expression);
        return (await server.WaitForJobAsync(await server.PostJobAsync(segment), CostlyJob.HasSucceeded), segment);
    }

    private Task<ServerProcess> StartSiloAsync() =>
        ServerProcess.StartSiloAsync(_azurite!.ConnectionString, _clusterId, _cache.Directory, CostlyJob.OneThread, CostlyJob.FrequentNews);

    /// <summary>Another .NET service: it knows the account and the cluster's id, and finds the silos that live.</summary>
    private async Task AssertAServiceOutsideSeesAsync(string jobId)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Segmentation:Storage:ConnectionString"] = _azurite!.ConnectionString,
            ["Segmentation:Cluster:ClusterId"] = _clusterId,
            ["Segmentation:Cluster:ServiceId"] = _clusterId,
        });
        builder.UseOrleansClient(static client => client.UseAzureSegmentationCluster());
        builder.Services.AddSegmentationClient();
        using var service = builder.Build();
        await service.StartAsync();
        var sandbox = service.Services.GetRequiredService<SegmentationCluster>().GetSandbox(new SandboxDescriptor(
            SandboxDescriptor.DeriveId(ServerProcess.Organization, "prod"), ServerProcess.Organization, "prod", "production", IsDefault: true, "Production"));
        var seen = await sandbox.GetJob(Guid.Parse(jobId)).WaitForCompletionAsync();
        Assert.Equal(SegmentJobStatus.Succeeded, seen.Status);
        await service.StopAsync();
    }
}
