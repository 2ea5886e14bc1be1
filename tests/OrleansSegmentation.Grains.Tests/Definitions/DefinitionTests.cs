using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Definitions;

public sealed class DefinitionTests
{
    [Fact]
    public Task Create_OnlyRequiredFields_FillsInTheRest() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var saved = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("  US work address "))).Value!.Definition;

        Assert.Equal("US work address", saved.Name);
        Assert.Equal("", saved.Description);
        Assert.Equal(sandbox.State.MergePolicies.DefaultId, saved.MergePolicyId);
        Assert.Equal(new EvaluationInfo(new(true), new(false), new(false)), saved.EvaluationInfo);
        Assert.Equal("""{"excludeOptOut":true}""", saved.DataGovernancePolicyJson);
        Assert.Equal(("org", "prod"), (saved.ImsOrgId, saved.Sandbox.SandboxName));
        Assert.Equal((saved.CreationTime / 1000, saved.CreationTime / 1000), (saved.BaselineTime, saved.UpdateEpoch));
        Assert.Empty(saved.Dependencies);
        Assert.Null(saved.TtlInDays);
    });

    public static TheoryData<string, DefinitionDraft, string> WrongFields()
    {
        var good = OpenSandbox.Draft("a");
        return new TheoryData<string, DefinitionDraft, string>
        {
            { "schema", good with { SchemaName = null }, "SEG-DEF002-400" },
            { "schema", good with { SchemaName = "_xdm.context.account" }, "SEG-DEF002-400" },
            { "name", good with { Name = null }, "SEG-DEF002-400" },
            { "name", good with { Name = "  " }, "SEG-DEF002-400" },
            { "name", good with { Name = new string('x', 256) }, "SEG-DEF002-400" },
            { "description", good with { Description = new string('x', 4097) }, "SEG-DEF002-400" },
            { "expression", good with { Expression = null }, "SEG-DEF002-400" },
            { "expression.type", good with { Expression = new("ARL", "pql/text", "x") }, "SEG-DEF002-400" },
            { "expression.format", good with { Expression = new("PQL", "pql", "x") }, "SEG-DEF002-400" },
            { "expression.value", good with { Expression = new("PQL", "pql/text", "") }, "SEG-DEF002-400" },
            { "expression.value", good with { Expression = new("PQL", "pql/text", new string('x', 100_001)) }, "SEG-DEF002-400" },
            { "expression.value", good with { Expression = new("PQL", "pql/text", "bad") }, "SEG-DEF003-400" },
            { "expression.value", good with { Expression = new("PQL", "pql/text", "in:nobody") }, "SEG-DEF006-400" },
            { "expression.value", good with { Expression = new("PQL", "pql/text", "in:11111111-2222-4333-8444-555555555555") }, "SEG-DEF006-400" },
            { "mergePolicyId", good with { MergePolicyId = "x" }, "SEG-DEF002-400" },
            { "mergePolicyId", good with { MergePolicyId = "11111111-2222-4333-8444-555555555555" }, "SEG-DEF002-400" },
            { "ttlInDays", good with { TtlInDays = 0 }, "SEG-DEF002-400" },
            { "ttlInDays", good with { TtlInDays = 3651 }, "SEG-DEF002-400" },
        };
    }

    [Theory]
    [MemberData(nameof(WrongFields))]
    public Task Create_WithAWrongField_NamesItAndStoresNothing(string field, DefinitionDraft draft, string code) => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var fault = (await sandbox.Definitions.CreateAsync(draft)).Fault!;
        var item = Assert.Single(fault.Items);
        Assert.Equal((400, code, field), (fault.Status, item.Code, item.Field));
        Assert.Equal(0, sandbox.State.Definitions.Count);
    });

    [Fact]
    public Task Create_SeveralWrongFields_NamesThemAll() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var fault = (await sandbox.Definitions.CreateAsync(new DefinitionDraft
        {
            Name = "",
            TtlInDays = -1,
            Expression = new ExpressionDocument("PQL", "pql/text", "bad"),
        })).Fault!;
        Assert.Equal(["schema", "name", "ttlInDays", "expression.value"], fault.Items.Select(item => item.Field));
    });

    [Fact]
    public Task Create_LongestAllowedValues_AreAccepted() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        Assert.Null((await sandbox.Definitions.CreateAsync(OpenSandbox.Draft(new string('n', 255), new string('x', 100_000)) with
        {
            Description = new string('d', 4096),
            TtlInDays = 3650,
        })).Fault);
    });

    [Fact]
    public Task Name_Taken_IsUnprocessableAndComparedExactly() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.DefineAsync("Name");
        var other = await sandbox.DefineAsync("name");

        var fault = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft(" Name "))).Fault!;
        Assert.Equal((422, "SEG-DEF004-422"), (fault.Status, fault.Items[0].Code));
        Assert.Equal(422, (await sandbox.Definitions.PatchAsync(other, new DefinitionDraft { Name = "Name" })).Fault!.Status);
        Assert.Null((await sandbox.Definitions.PatchAsync(other, new DefinitionDraft { Name = "name" })).Fault);

        await sandbox.Definitions.PatchAsync(other, new DefinitionDraft { Name = "new name" });
        await sandbox.DefineAsync("name"); // free again
    });

    [Fact]
    public Task Limit_Reached_IsRefused() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        sandbox.DefinitionOptions.MaxPerSandbox = 2;
        var first = await sandbox.DefineAsync("a");
        await sandbox.DefineAsync("b");
        Assert.Equal("SEG-DEF007-400", (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("c"))).Fault!.Items[0].Code);
        await sandbox.Definitions.DeleteAsync(first);
        await sandbox.DefineAsync("c");
    });

    [Fact]
    public Task Patch_ReplacesWhatWasSent_AndOnlyThat() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var created = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a") with
        {
            Description = "d",
            TtlInDays = 30,
            PayloadSchema = "s",
            DataGovernancePolicyJson = """{"excludeOptOut":false}""",
            EvaluationInfo = new EvaluationInfo(new(false), new(true), new(false)),
        })).Value!.Definition;
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));

        var renamed = (await sandbox.Definitions.PatchAsync(created.Id, new DefinitionDraft { Name = "b" })).Value!.Definition;
        Assert.Equal(created with { Name = "b", UpdateEpoch = renamed.UpdateEpoch }, renamed);
        Assert.True(renamed.UpdateEpoch > created.UpdateEpoch);
        Assert.Equal(created.BaselineTime, renamed.BaselineTime);

        var changed = (await sandbox.Definitions.PatchAsync(created.Id, new DefinitionDraft
        {
            Expression = new ExpressionDocument("PQL", "pql/text", "false"),
            EvaluationInfo = new EvaluationInfo(new(false), new(false), new(false)),
        })).Value!.Definition;
        Assert.Equal(changed.UpdateEpoch, changed.BaselineTime);
        Assert.True(changed.EvaluationInfo.Batch.Enabled); // nested objects as a whole, never all off

        var cleared = (await sandbox.Definitions.PatchAsync(created.Id, new DefinitionDraft
        {
            Cleared = ["description", "ttlInDays", "payloadSchema", "dataGovernancePolicy", "evaluationInfo", "mergePolicyId"],
        })).Value!.Definition;
        Assert.Equal(("", null, null), (cleared.Description, cleared.TtlInDays, cleared.PayloadSchema));
        Assert.Equal("""{"excludeOptOut":true}""", cleared.DataGovernancePolicyJson);
    });

    [Fact]
    public Task Patch_ChangingNothing_WritesNothing() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = await sandbox.DefineAsync("a");
        var epoch = sandbox.State.Epoch;
        Assert.Null((await sandbox.Definitions.PatchAsync(id, OpenSandbox.Draft("a"))).Fault);
        Assert.Equal(epoch, sandbox.State.Epoch);
    });

    [Fact]
    public Task Patch_ClearingARequiredField_IsRefused() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var id = await sandbox.DefineAsync("a");
        foreach (var field in new[] { "name", "schema", "expression" })
            Assert.Equal(field, Assert.Single((await sandbox.Definitions.PatchAsync(id, new DefinitionDraft { Cleared = [field] })).Fault!.Items).Field);
        Assert.Equal("SEG-DEF001-404", (await sandbox.Definitions.PatchAsync(Guid.NewGuid(), new DefinitionDraft())).Fault!.Items[0].Code);
    });

    [Fact]
    public Task References_InACycle_AreRefused() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b", $"in:{a}");
        var c = await sandbox.DefineAsync("c", $"in:{b}");
        async Task<FaultItem> RefusedAsync(Guid target) => Assert.Single((await sandbox.Definitions.PatchAsync(
            a, new DefinitionDraft { Expression = new ExpressionDocument("PQL", "pql/text", $"in:{target}") })).Fault!.Items);

        var cycle = await RefusedAsync(c);
        Assert.Equal("SEG-DEF006-400", cycle.Code);
        Assert.Contains($"{a} -> {c} -> {b} -> {a}", cycle.Message, StringComparison.Ordinal);
        Assert.Contains($"{a} -> {a}", (await RefusedAsync(a)).Message, StringComparison.Ordinal);
        Assert.Equal("true", sandbox.State.Definitions.Find(a)!.Expression.Value);
    });

    [Fact]
    public Task Delete_WhileReferenced_IsRefusedByName() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b", $"in:{a}");
        Assert.Equal([b], sandbox.State.Definitions.Find(a)!.Dependents);

        var fault = (await sandbox.Definitions.DeleteAsync(a)).Fault!;
        Assert.Equal("SEG-DEF005-400", fault.Items[0].Code);
        Assert.Contains(b.ToString(), fault.Detail!, StringComparison.Ordinal);

        await sandbox.Definitions.PatchAsync(b, new DefinitionDraft { Expression = new ExpressionDocument("PQL", "pql/text", "true") });
        Assert.Empty(sandbox.State.Definitions.Find(a)!.Dependents);
        Assert.Null((await sandbox.Definitions.DeleteAsync(a)).Fault);
        Assert.Equal("SEG-DEF001-404", (await sandbox.Definitions.DeleteAsync(a)).Fault!.Items[0].Code);
        Assert.Equal([a], LogEntryJson.Decode(sandbox.Log.Entries[^1]).Items.OfType<DropItem>().Select(drop => drop.SegmentId));
    });

    [Fact]
    public Task Delete_WhileAJobRuns_LeavesTheJobAloneAndPublishesNothingForIt() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var a = await sandbox.DefineAsync("a");
        var b = await sandbox.DefineAsync("b");
        var job = await sandbox.SubmitAsync(a, b);
        await sandbox.SettleAsync();
        await sandbox.Definitions.DeleteAsync(a);

        var finished = await sandbox.CompleteAsync(job.Id);
        Assert.Equal(SegmentJobStatus.Succeeded, finished.Status);
        Assert.True(finished.Metrics.SegmentedProfileCounter!.ContainsKey(a)); // the counters keep it
        var publish = sandbox.Log.Entries.SelectMany(entry => LogEntryJson.Decode(entry).Items).OfType<PublishItem>().Single();
        Assert.Equal([b], publish.SegmentIds);
    });

    [Fact]
    public Task List_SortsFiltersAndPages() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        foreach (var name in new[] { "b", "a", "c" }) await sandbox.DefineAsync(name);
        await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("stream") with
        {
            EvaluationInfo = new EvaluationInfo(new(false), new(true), new(false)),
            DataGovernancePolicyJson = """{"excludeOptOut":false,"level":{"n":3}}""",
        });
        async Task<string> ListAsync(SortKey[] sort, PropertyFilter[] filters, bool? continuous = null, int start = 0, int limit = 100)
        {
            var page = await sandbox.Definitions.ListAsync(new DefinitionListQuery(start, limit, sort, filters, null, continuous, null));
            return $"{page.TotalCount}:{string.Join(',', page.Definitions.Select(definition => definition.Name))}";
        }

        Assert.Equal("4:stream,c,a,b", await ListAsync([], []));
        Assert.Equal("4:a,b,c,stream", await ListAsync([new SortKey("name", false)], []));
        Assert.Equal("4:c,stream", await ListAsync([new SortKey("internalId", false)], [], start: 2));
        Assert.Equal("4:a", await ListAsync([new SortKey("internalId", false)], [], start: 1, limit: 1));
        Assert.Equal("1:stream", await ListAsync([], [], continuous: true));
        Assert.Equal("1:a", await ListAsync([], [new PropertyFilter(null, ["name"], "a")]));
        Assert.Equal("1:stream", await ListAsync([], [new PropertyFilter(null, ["dataGovernancePolicy", "level", "n"], "3")]));
        Assert.Equal("3:c,a,b", await ListAsync([], [new PropertyFilter(null, ["dataGovernancePolicy", "excludeOptOut"], "true")]));
        Assert.Equal("0:", await ListAsync([], [new PropertyFilter(null, ["internalId"], "1")])); // sortable, never emitted
    });
}
