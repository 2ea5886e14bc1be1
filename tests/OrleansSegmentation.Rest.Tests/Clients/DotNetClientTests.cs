using OrleansSegmentation.Client;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Rest.Tests.Hosting;

namespace OrleansSegmentation.Rest.Tests.Clients;

/// <summary>The .NET client against the same server.</summary>
[Collection(ClusterServer.Collection)]
public sealed class DotNetClientTests(ClusterServer server) : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    private readonly SandboxUser _user = server.NewUser();

    public void Dispose() => _user.Dispose();

    [Fact]
    public async Task Job_SubmittedAndAwaited_IsTheOneThatHttpShows()
    {
        await _user.Cluster.IngestAsync(System.Text.Encoding.UTF8.GetBytes(SandboxUser.TenProfiles), cancellationToken: Patience);
        var saved = await _user.Cluster.CreateDefinitionAsync(Draft("us", SandboxUser.InTheUs), Patience);
        var handle = await _user.Cluster.SubmitAsync([saved.Definition.Id], new SubmitOptions { IdempotencyKey = "k", RequestId = "mine" }, Patience);
        var job = await handle.WaitForCompletionAsync(Patience);
        Assert.Equal((SegmentJobStatus.Succeeded, "mine"), (job.Status, job.RequestId));
        Assert.Equal(4, job.Metrics.SegmentedProfileCounter![saved.Definition.Id]);
        Assert.Equal("SUCCEEDED", (await _user.ReadAsync(handle.Id.ToString())).GetProperty("status").GetString());

        var overHttp = await _user.Api.PostAsync(
            "~/segment/jobs", SandboxUser.Submission([saved.Definition.Id.ToString()]), ("Idempotency-Key", "k"));
        Assert.Equal("true", overHttp.Expect(200).Headers["Idempotent-Replayed"]);
        await handle.CancelAsync(Patience);
        Assert.Equal(job.Id, (await handle.GetAsync(Patience)).Id);
    }

    [Fact]
    public async Task Lists_LongerThanAPage_AreReadToTheEnd()
    {
        var us = (await _user.Cluster.CreateDefinitionAsync(Draft("us", SandboxUser.InTheUs), Patience)).Definition.Id;
        for (var i = 0; i < 101; i++)
        {
            await _user.Cluster.CreateDefinitionAsync(Draft($"s{i}", "a = 1"), Patience);
        }

        var names = new List<string>();
        await foreach (var definition in _user.Cluster.ListDefinitionsAsync(Patience))
        {
            names.Add(definition.Name);
        }

        Assert.Equal(["us", .. Enumerable.Range(0, 101).Select(static i => $"s{i}")], names);

        var first = await _user.Cluster.SubmitAsync([us], cancellationToken: Patience);
        var second = await _user.Cluster.SubmitAllAsync(cancellationToken: Patience);
        var ids = new List<Guid>();
        await foreach (var job in _user.Cluster.ListAsync(cancellationToken: Patience))
        {
            ids.Add(job.Id);
        }

        Assert.Equal([first.Id, second.Id], ids);
    }

    [Fact]
    public async Task Errors_CarryTheFault()
    {
        var unknown = Guid.NewGuid();
        var missing = await Assert.ThrowsAsync<SegmentationException>(() => _user.Cluster.GetJob(unknown).GetAsync(Patience));
        Assert.Equal((UnknownResource.JobCode, false), (missing.Code, missing.IsTransient));
        var refused = await Assert.ThrowsAsync<SegmentationException>(() => _user.Cluster.SubmitAsync([unknown], cancellationToken: Patience));
        Assert.Equal(("SEG-JOB004-400", "[0].segmentId"), (refused.Code, refused.Fault.Items[0].Field));
        var invalid = await Assert.ThrowsAsync<SegmentationException>(() => _user.Cluster.CreateDefinitionAsync(Draft("x", "a ="), Patience));
        Assert.NotNull(invalid.Fault.Items[0].Location);
        await Assert.ThrowsAsync<SegmentationException>(() => _user.Cluster.GetDefinitionAsync(unknown, Patience));
        await Assert.ThrowsAsync<SegmentationException>(() => _user.Cluster.DeleteDefinitionAsync(unknown, Patience));
    }

    private static DefinitionDraft Draft(string name, string pql) => new()
    {
        Name = name,
        SchemaName = SchemaReference.ProfileName,
        Expression = new ExpressionDocument("PQL", "pql/text", pql),
    };
}
