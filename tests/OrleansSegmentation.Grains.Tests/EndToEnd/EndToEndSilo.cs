using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.TestingHost;
using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Grains.Hosting;
using OrleansSegmentation.Grains.Tests.Replication;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>The whole service in a real silo, on a store that outlives it.</summary>
internal sealed class EndToEndSilo : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private EndToEndSilo(InProcessTestCluster cluster, MemoryStorage storage, SandboxDescriptor sandbox)
    {
        _cluster = cluster;
        Storage = storage;
        Client = new SegmentationCluster(cluster.Client, Options.Create(new SegmentationClientOptions()), TimeProvider.System).GetSandbox(sandbox);
    }

    public MemoryStorage Storage { get; }

    public SegmentationClient Client { get; }

    public MemoryFiles Files => Storage.Files(Client.Sandbox.SandboxId);

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<EndToEndSilo> StartAsync(MemoryStorage? storage = null, long maxStepsPerProfile = 100_000)
    {
        storage ??= new MemoryStorage();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ISegmentationStorage>(storage);
            silo.AddSegmentation();
        });
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Segmentation:Profiles:PartitionCount"] = "4",
            ["Segmentation:Evaluation:Threads"] = "2",
            ["Segmentation:Evaluation:MaxStepsPerProfile"] = maxStepsPerProfile.ToString(CultureInfo.InvariantCulture),
            ["Segmentation:Runs:MinRetryDelay"] = "00:00:00.010",
            ["Segmentation:Runs:MaxRetryDelay"] = "00:00:00.050",
            ["Segmentation:Runs:HeartbeatInterval"] = "00:00:00.100",
        }));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var sandboxId = SandboxDescriptor.DeriveId("org", "prod");
        return new EndToEndSilo(cluster, storage, new SandboxDescriptor(sandboxId, "org", "prod", "production", true, "Prod"));
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>Ends the silo as a crash does.</summary>
    public async Task KillAsync()
    {
        await _cluster.KillSiloAsync(_cluster.Silos[0]);
        await _cluster.DisposeAsync();
    }

    public async Task IngestAsync(IEnumerable<string> lines)
    {
        var receipt = await Client.IngestAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        Assert.Empty(receipt.Errors);
    }

    public async Task<Guid> DefineAsync(string name, string expression, Guid? policyId = null)
    {
        var saved = await Client.CreateDefinitionAsync(new DefinitionDraft
        {
            SchemaName = SchemaReference.ProfileName,
            Name = name,
            Expression = new ExpressionDocument("PQL", "pql/text", expression),
            MergePolicyId = policyId?.ToString(),
        });
        return saved.Definition.Id;
    }

    public async Task<SegmentJobDocument> RunAllAsync()
    {
        var job = await Client.SubmitAllAsync();
        return await WaitAsync(job);
    }

    public static async Task<SegmentJobDocument> WaitAsync(SegmentJobHandle job)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await job.WaitForCompletionAsync(patience.Token);
    }
}
