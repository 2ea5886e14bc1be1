using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Tests.Shared;

namespace OrleansSegmentation.SiloHost.Tests;

/// <summary>Another .NET service: it knows the gateway of the server's process and installs the client package, nothing else.</summary>
public sealed class ExternalClientTests
{
    [Fact]
    public async Task Client_InAnotherProcessThanTheSilo_IngestsDefinesSubmitsAndWaits()
    {
        using var data = new TemporaryFolder();
        var gatewayPort = LoopbackPorts.Take();
        await using var server = await ServerProcess.StartAsync(data.Directory, $"--Segmentation:Cluster:GatewayPort={gatewayPort}");
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gatewayPort)));
        builder.Services.Configure<Orleans.Configuration.ClusterOptions>(static options => options.ClusterId = options.ServiceId = "orleans-segmentation");
        builder.Services.AddSegmentationClient();
        using var service = builder.Build();
        await service.StartAsync();

        var cluster = service.Services.GetRequiredService<SegmentationCluster>();
        const string organization = "shop@TestOrg";
        var sandbox = cluster.GetSandbox(new SandboxDescriptor(
            SandboxDescriptor.DeriveId(organization, "prod"), organization, "prod", "production", IsDefault: true, "Production"));
        var receipt = await sandbox.IngestAsync(
            """
            {"identityMap":{"crmid":[{"id":"1","primary":true}]},"workAddress":{"country":"US"}}
            {"identityMap":{"crmid":[{"id":"2","primary":true}]},"workAddress":{"country":"FR"}}
            """u8.ToArray());
        var saved = await sandbox.CreateDefinitionAsync(new DefinitionDraft
        {
            SchemaName = SchemaReference.ProfileName,
            Name = "US",
            Expression = new ExpressionDocument("PQL", "pql/text", "workAddress.country = \"US\""),
        });
        var segmentId = saved.Definition.Id;
        var job = await sandbox.SubmitAsync([segmentId], new SubmitOptions { IdempotencyKey = "nightly-2026-01-01" });
        var finished = await job.WaitForCompletionAsync();

        Assert.Equal(2, receipt.Accepted);
        Assert.Equal(SegmentJobStatus.Succeeded, finished.Status);
        Assert.Equal(1, finished.Metrics.SegmentedProfileCounter![segmentId]);
        var unknown = await Assert.ThrowsAsync<SegmentationException>(() => cluster.GetSandbox(sandbox.Sandbox).SubmitAsync([Guid.NewGuid()]));
        Assert.Equal("SEG-JOB004-400", unknown.Code);
        await service.StopAsync();
    }
}
