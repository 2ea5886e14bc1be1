using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Sandboxes;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.MergePolicies;

public sealed class MergePolicyChangeTests
{
    private static readonly MergePolicyDraft Precedence = new(
        "p", SchemaReference.ProfileName, new IdentityGraphDocument("pdg"), new AttributeMergeDocument("dataSetPrecedence", ["a", "b"]), null, null);

    [Fact]
    public Task Replace_SameValues_AppendsNothing() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var policy = await CreateAsync(sandbox, Precedence);
        var epoch = sandbox.State.Epoch;

        var same = Precedence with { AttributeMerge = new AttributeMergeDocument("dataSetPrecedence", ["a", "b"]), Default = false };
        Assert.Equal(policy, (await sandbox.Pump.RunAsync(MergePolicyDecisions.Replace(policy.Id, same))).Value);
        Assert.Equal(policy, (await PatchAsync(sandbox, policy.Id, MergePolicyPatch.Empty)).Value);
        Assert.Equal(epoch, sandbox.State.Epoch);
    });

    [Fact]
    public Task Replace_OtherOrder_RaisesVersionAndTime() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var policy = await CreateAsync(sandbox, Precedence);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));

        var other = Precedence with { AttributeMerge = new AttributeMergeDocument("dataSetPrecedence", ["b", "a"]) };
        var replaced = (await sandbox.Pump.RunAsync(MergePolicyDecisions.Replace(policy.Id, other))).Value!;
        Assert.Equal((2, policy.UpdateEpoch + 10), (replaced.Version, replaced.UpdateEpoch));
        Assert.Equal(replaced, (await sandbox.ReopenAsync()).State.MergePolicies.Find(policy.Id) is { } stored ? stored with { AttributeMerge = replaced.AttributeMerge } : null);
    });

    [Fact]
    public Task Patch_TypeWithoutOrder_EndsTheStoredOrderButNotOneThatWasSent() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var policy = await CreateAsync(sandbox, Precedence);
        var toTime = MergePolicyPatch.Empty with { AttributeMergeType = "timestampOrdered" };
        Assert.Equal("SEG-MRG002-400", (await PatchAsync(sandbox, policy.Id, toTime with { AttributeMergeOrder = ["a"] })).Fault!.Items[0].Code);
        Assert.Equal(new AttributeMergeDocument("timestampOrdered", null), (await PatchAsync(sandbox, policy.Id, toTime)).Value!.AttributeMerge);

        var back = MergePolicyPatch.Empty with { AttributeMergeType = "dataSetPrecedence", AttributeMergeOrder = ["c"] };
        Assert.Equal(["c"], (await PatchAsync(sandbox, policy.Id, back)).Value!.AttributeMerge.Order);
    });

    [Fact]
    public Task Patch_DefaultAgainAndAgain_LeavesExactlyOne() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var first = sandbox.State.MergePolicies.DefaultId;
        var second = (await CreateAsync(sandbox, Precedence)).Id;
        var toDefault = MergePolicyPatch.Empty with { Default = true };
        foreach (var id in new[] { second, first, second })
        {
            Assert.True((await PatchAsync(sandbox, id, toDefault)).Value!.Default);
            Assert.Equal(id, sandbox.State.MergePolicies.DefaultId);
        }

        Assert.Equal((4, 4), (sandbox.State.MergePolicies.Find(first)!.Version, sandbox.State.MergePolicies.Find(second)!.Version));
        Assert.Equal("default", (await PatchAsync(sandbox, second, MergePolicyPatch.Empty with { Default = false })).Fault!.Items[0].Field);
        Assert.Null((await PatchAsync(sandbox, first, MergePolicyPatch.Empty with { Default = false })).Fault);
    });

    [Fact]
    public Task Delete_OnlyWhatNobodyNeeds_SurvivesAReplay() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var policy = (await CreateAsync(sandbox, Precedence)).Id;
        var definition = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a") with { MergePolicyId = policy.ToString() })).Value!.Definition.Id;

        Assert.Equal("SEG-MRG001-404", await DeleteAsync(sandbox, Guid.NewGuid()));
        Assert.Equal("SEG-MRG003-400", await DeleteAsync(sandbox, sandbox.State.MergePolicies.DefaultId));
        Assert.Equal("SEG-MRG003-400", await DeleteAsync(sandbox, policy));
        await sandbox.Definitions.PatchAsync(definition, new DefinitionDraft { Cleared = ["mergePolicyId"] });
        Assert.Null(await DeleteAsync(sandbox, policy));
        Assert.Equal("SEG-MRG001-404", await DeleteAsync(sandbox, policy));

        var reopened = await sandbox.ReopenAsync();
        Assert.Null(reopened.State.MergePolicies.Find(policy));
        var refused = await reopened.Definitions.CreateAsync(OpenSandbox.Draft("b") with { MergePolicyId = policy.ToString() });
        Assert.Equal("mergePolicyId", refused.Fault!.Items[0].Field);
    });

    [Fact]
    public Task Submit_SegmentWhosePolicyIsGone_IsRefusedByNameAndSkippedUnderStar() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var policy = (await CreateAsync(sandbox, Precedence)).Id;
        var good = await sandbox.DefineAsync("good");
        var lost = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("lost") with { MergePolicyId = policy.ToString() })).Value!.Definition.Id;
        // No caller can do this, because a policy in use is not deleted; a log could still say it.
        await sandbox.Pump.RunAsync((_, _) => Decision<bool>.Append(true, new MergePolicyRemovedItem(policy)));

        var refused = (await sandbox.SubmitAsync(new JobSubmission([good.ToString(), lost.ToString()], "r", null, null))).Fault!;
        Assert.Equal(("SEG-JOB008-400", "[1].segmentId"), (Assert.Single(refused.Items).Code, refused.Items[0].Field));
        var job = (await sandbox.SubmitAsync(new JobSubmission(null, "r", null, null))).Value!.Job;
        Assert.Equal([good], job.Segments.Select(segment => segment.SegmentId));
    });

    private static async Task<MergePolicyDocument> CreateAsync(OpenSandbox sandbox, MergePolicyDraft draft) =>
        (await sandbox.Pump.RunAsync(new MergePolicyDecisions(new MergePolicyOptions()).Create(Guid.NewGuid(), draft))).Value!;

    private static Task<ServiceResult<MergePolicyDocument>> PatchAsync(OpenSandbox sandbox, Guid id, MergePolicyPatch patch) =>
        sandbox.Pump.RunAsync(MergePolicyDecisions.Patch(id, patch));

    private static async Task<string?> DeleteAsync(OpenSandbox sandbox, Guid id) =>
        (await sandbox.Pump.RunAsync(MergePolicyDecisions.Delete(id))).Fault?.Items[0].Code;
}
