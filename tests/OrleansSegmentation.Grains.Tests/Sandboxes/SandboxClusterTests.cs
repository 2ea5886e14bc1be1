using System.Globalization;
using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Contracts.Sandboxes;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

public sealed class SandboxClusterTests(SandboxCluster fixture) : IClassFixture<SandboxCluster>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Sandbox_OnFirstUse_StartsWithTheDefaultMergePolicyAndNothingElse()
    {
        var sandbox = await EnsureAsync("first-use");
        await fixture.Cluster.Client.GetGrain<ISandboxGrain>(sandbox.SandboxId).EnsureAsync(sandbox, None);

        var policies = await Grain<ISandboxMergePoliciesGrain>(sandbox).ListAsync(
            new MergePolicyListQuery(0, 20, false, null, null, null, null, null, null), None);
        var policy = Assert.Single(policies.Policies);
        Assert.Equal("Default Timebased", policy.Name);
        Assert.True(policy.Default);
        Assert.Equal(0, (await Grain<ISandboxJobsGrain>(sandbox).ListAsync(new JobListQuery(0, 10, [], [], []), None)).TotalCount);
        Assert.Single(fixture.Storage.Log(sandbox.SandboxId).Entries);
    }

    [Fact]
    public async Task Definition_WithABadExpression_IsRefusedWithItsPlace()
    {
        var sandbox = await EnsureAsync("bad-expression");
        var refused = await Grain<ISandboxDefinitionsGrain>(sandbox).CreateAsync(OpenSandbox.Draft("a", "loyalty.points >"), None);

        var item = refused.Fault!.Items[0];
        Assert.Equal("SEG-DEF003-400", item.Code);
        Assert.Equal("expression.value", item.Field);
        Assert.NotNull(item.Location);
        Assert.Null(refused.Value);
    }

    [Fact]
    public async Task Job_OfADefinitionWithAReference_IsAcceptedAndListed()
    {
        var sandbox = await EnsureAsync("job");
        var definitions = Grain<ISandboxDefinitionsGrain>(sandbox);
        var jobs = Grain<ISandboxJobsGrain>(sandbox);
        var first = (await definitions.CreateAsync(OpenSandbox.Draft("a", "workAddress.country = \"US\""), None)).Value!.Definition;
        var second = (await definitions.CreateAsync(
            OpenSandbox.Draft("b", string.Create(CultureInfo.InvariantCulture, $"inSegment(\"{first.Id}\")")), None)).Value!.Definition;
        Assert.Equal([first.Id], second.Dependencies);
        Assert.Equal([second.Id], (await definitions.GetManyAsync([first.Id], None))[0]!.Dependents);

        var submitted = await jobs.SubmitAsync(new JobSubmission([second.Id.ToString()], "r", null, null), None);

        Assert.Equal(SegmentJobStatus.New, submitted.Value!.Job.Status);
        Assert.Equal([second.Id, first.Id], submitted.Value.Job.Segments.Select(segment => segment.SegmentId));
        var listed = Assert.Single((await jobs.ListAsync(new JobListQuery(0, 10, [], [], []), None)).Jobs);
        Assert.Equal(submitted.Value.Job.Id, listed.Id);
        Assert.NotNull(await jobs.GetAsync(listed.Id, None));
        Assert.Null(await jobs.GetAsync(Guid.NewGuid(), None));
    }

    [Fact]
    public async Task Job_OfAnotherSandbox_IsNotFound()
    {
        var one = await EnsureAsync("one");
        var other = await EnsureAsync("other");
        var definition = (await Grain<ISandboxDefinitionsGrain>(one).CreateAsync(OpenSandbox.Draft("a"), None)).Value!.Definition;
        var job = (await Grain<ISandboxJobsGrain>(one).SubmitAsync(new JobSubmission([definition.Id.ToString()], "r", null, null), None)).Value!.Job;

        Assert.Null(await Grain<ISandboxJobsGrain>(other).GetAsync(job.Id, None));
        Assert.False(await Grain<ISandboxJobsGrain>(other).DeleteAsync(job.Id, Guid.NewGuid(), None));
        var refused = await Grain<ISandboxJobsGrain>(other).SubmitAsync(new JobSubmission([definition.Id.ToString()], "r", null, null), None);
        Assert.Equal("SEG-JOB004-400", refused.Fault!.Items[0].Code);
    }

    [Fact]
    public async Task Sandbox_WhoseLogWasTakenOver_FailsTheCallAsRetryableAndOpensAgain()
    {
        var sandbox = await EnsureAsync("taken-over");
        var definitions = Grain<ISandboxDefinitionsGrain>(sandbox);
        await definitions.CreateAsync(OpenSandbox.Draft("a"), None);
        await fixture.Storage.Log(sandbox.SandboxId).OpenAsync("thief", None);

        var failure = await Assert.ThrowsAsync<SandboxUnavailableException>(() => definitions.CreateAsync(OpenSandbox.Draft("b"), None));
        Assert.Equal(sandbox.SandboxId, failure.SandboxId);

        // The next activation takes the log back. A call may still meet the old one while it leaves.
        DefinitionSaved? saved = null;
        while (saved is null)
        {
            try
            {
                saved = (await definitions.CreateAsync(OpenSandbox.Draft("b"), None)).Value;
            }
            catch (SandboxUnavailableException)
            {
            }
        }

        Assert.Equal(2, (await definitions.ListAsync(new DefinitionListQuery(0, 10, [], [], null, null, null), None)).TotalCount);
    }

    [Fact]
    public async Task Sandbox_WithADamagedLog_SaysSoInsteadOfAnswering()
    {
        var sandbox = new SandboxDescriptor(SandboxDescriptor.DeriveId("org", "damaged"), "org", "damaged", "development", false, "damaged");
        var log = fixture.Storage.Log(sandbox.SandboxId);
        await log.OpenAsync("x", None);
        await log.AppendAsync(new SandboxLogEntry(1, 1, 1, "[{}]"u8.ToArray()), None);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Grain<ISandboxJobsGrain>(sandbox).GetAsync(Guid.NewGuid(), None));
        Assert.Contains("log entry 1", failure.ToString(), StringComparison.Ordinal);
    }

    private T Grain<T>(SandboxDescriptor sandbox)
        where T : IGrainWithGuidKey => fixture.Cluster.Client.GetGrain<T>(sandbox.SandboxId);

    private async Task<SandboxDescriptor> EnsureAsync(string name)
    {
        var sandbox = new SandboxDescriptor(SandboxDescriptor.DeriveId("org", name), "org", name, "development", false, name);
        await Grain<ISandboxGrain>(sandbox).EnsureAsync(sandbox, None);
        return sandbox;
    }
}
