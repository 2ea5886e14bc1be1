using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Contracts.MergePolicies;
using OrleansSegmentation.Grains.MergePolicies;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.MergePolicies;

public sealed class MergePolicyTests
{
    private static readonly MergePolicyDraft Good = new(
        "p", SchemaReference.ProfileName, new IdentityGraphDocument("pdg"), new AttributeMergeDocument("timestampOrdered", null), null, null);

    [Fact]
    public Task Create_NewDefault_TakesThePlaceOfTheOldOneAndRaisesItsVersion() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var first = sandbox.State.MergePolicies.DefaultId;
        var created = (await CreateAsync(sandbox, Good with { Default = true })).Value!;

        Assert.Equal(created.Id, sandbox.State.MergePolicies.DefaultId);
        Assert.Equal((1, true), (created.Version, created.Default));
        var old = sandbox.State.MergePolicies.Find(first)!;
        Assert.Equal((2, false), (old.Version, old.Default));
        var definition = await sandbox.DefineAsync("a");
        Assert.Equal(created.Id, sandbox.State.Definitions.Find(definition)!.MergePolicyId);
    });

    [Fact]
    public Task Create_ActiveOnEdge_IsExclusive() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var one = (await CreateAsync(sandbox, Good with { IsActiveOnEdge = true })).Value!;
        var two = (await CreateAsync(sandbox, Good with { IsActiveOnEdge = true })).Value!;
        Assert.Equal([two.Id], sandbox.State.MergePolicies.All.Where(policy => policy.IsActiveOnEdge).Select(policy => policy.Id));
        Assert.False(sandbox.State.MergePolicies.Find(one.Id)!.IsActiveOnEdge);
    });

    public static TheoryData<string, MergePolicyDraft> Wrong() => new()
    {
        { "name", Good with { Name = new string('x', 256) } },
        { "schema", Good with { SchemaName = null } },
        { "schema.name", Good with { SchemaName = "x" } },
        { "identityGraph", Good with { IdentityGraph = null } },
        { "identityGraph.type", Good with { IdentityGraph = new("x") } },
        { "attributeMerge", Good with { AttributeMerge = null } },
        { "attributeMerge.type", Good with { AttributeMerge = new("x", null) } },
        { "attributeMerge.order", Good with { AttributeMerge = new("timestampOrdered", ["a"]) } },
        { "attributeMerge.order", Good with { AttributeMerge = new("dataSetPrecedence", null) } },
        { "attributeMerge.order", Good with { AttributeMerge = new("dataSetPrecedence", []) } },
        { "attributeMerge.order", Good with { AttributeMerge = new("dataSetPrecedence", ["a", "b", "a"]) } },
        { "attributeMerge.order", Good with { AttributeMerge = new("dataSetPrecedence", [""]) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task Create_WithAWrongField_NamesIt(string field, MergePolicyDraft draft) => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var fault = (await CreateAsync(sandbox, draft)).Fault!;
        Assert.Equal(("SEG-MRG002-400", field), (fault.Items[0].Code, Assert.Single(fault.Items).Field));
        Assert.Equal(1, sandbox.State.MergePolicies.Count);
    });

    [Fact]
    public Task Create_MoreThanFive_IsRefused() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        for (var i = 0; i < 4; i++) Assert.Null((await CreateAsync(sandbox, Good)).Fault);
        Assert.Equal("SEG-MRG004-400", (await CreateAsync(sandbox, Good)).Fault!.Items[0].Code);
    });

    [Fact]
    public Task List_FiltersAndOrdersByName() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await CreateAsync(sandbox, Good with { Name = "b" });
        await CreateAsync(sandbox, Good with { Name = "a", AttributeMerge = new AttributeMergeDocument("dataSetPrecedence", ["x"]) });
        string List(MergePolicyListQuery query)
        {
            var page = MergePolicyDecisions.List(sandbox.State.MergePolicies, query);
            return $"{page.TotalCount}:{string.Join(',', page.Policies.Select(policy => policy.Name))}";
        }

        var all = new MergePolicyListQuery(0, 20, false, null, null, null, null, null, null);
        Assert.Equal("3:Default Timebased,a,b", List(all));
        Assert.Equal("3:b,a,Default Timebased", List(all with { IsDescending = true }));
        Assert.Equal("3:a", List(all with { Start = 1, Limit = 1 }));
        Assert.Equal("1:Default Timebased", List(all with { Default = true }));
        Assert.Equal("1:a", List(all with { AttributeMergeType = "dataSetPrecedence" }));
        Assert.Equal("0:", List(all with { IdentityGraphType = "none" }));
        Assert.Equal("0:", List(all with { Version = 7 }));
    });

    private static Task<ServiceResult<MergePolicyDocument>> CreateAsync(OpenSandbox sandbox, MergePolicyDraft draft) =>
        sandbox.Pump.RunAsync(new MergePolicyDecisions(new MergePolicyOptions()).Create(Guid.NewGuid(), draft));
}
