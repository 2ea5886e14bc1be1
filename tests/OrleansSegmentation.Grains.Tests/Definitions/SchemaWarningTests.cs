using OrleansSegmentation.Contracts.Definitions;
using OrleansSegmentation.Grains.Definitions;
using OrleansSegmentation.Grains.Tests.Sandboxes;

namespace OrleansSegmentation.Grains.Tests.Definitions;

/// <summary>What the data says about a definition is told, and never stands in its way.</summary>
public sealed class SchemaWarningTests
{
    [Fact]
    public Task Save_WhenTheDataSaysSomething_PassesItOn() => Turn.RunAsync(async () =>
    {
        var sandbox = await WithDataAsync();
        sandbox.Peers.SchemaCheck = expression => Task.FromResult<IReadOnlyList<string>>([$"about {expression.Value}"]);
        var created = (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a", "x"))).Value!;
        Assert.Equal(["about x"], created.Warnings);

        var patched = await sandbox.Definitions.PatchAsync(created.Definition.Id, new DefinitionDraft { Expression = new("PQL", "pql/text", "y") });
        Assert.Equal(["about y"], patched.Value!.Warnings);
        var renamed = await sandbox.Definitions.PatchAsync(created.Definition.Id, new DefinitionDraft { Name = "b" });
        Assert.Empty(renamed.Value!.Warnings);
    });

    [Fact]
    public Task Save_BeforeAnyData_DoesNotAsk() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        sandbox.Peers.SchemaCheck = _ => throw new InvalidOperationException("asked");
        Assert.Empty((await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a"))).Value!.Warnings);
    });

    [Fact]
    public Task Save_OfWhatDoesNotCompile_DoesNotAsk() => Turn.RunAsync(async () =>
    {
        var sandbox = await WithDataAsync();
        var asked = 0;
        sandbox.Peers.SchemaCheck = _ =>
        {
            asked++;
            return Task.FromResult<IReadOnlyList<string>>([]);
        };
        Assert.Equal("SEG-DEF003-400", (await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a", "bad"))).Fault!.Items[0].Code);
        Assert.Equal(0, asked);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Save_WhenTheLookUpFails_StoresTheDefinitionWithoutWarnings(bool atOnce) => Turn.RunAsync(async () =>
    {
        var sandbox = await WithDataAsync();
        sandbox.Peers.SchemaCheck = _ => atOnce
            ? throw new TimeoutException("no answer")
            : Task.FromException<IReadOnlyList<string>>(new TimeoutException("no answer"));
        Assert.Empty((await sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a"))).Value!.Warnings);
    });

    [Fact]
    public Task Save_WhenTheLookUpNeverEnds_IsAnsweredAfterTheTimeAllowed() => Turn.RunAsync(async () =>
    {
        var sandbox = await WithDataAsync();
        sandbox.Peers.SchemaCheck = _ => new TaskCompletionSource<IReadOnlyList<string>>().Task;
        var saving = sandbox.Definitions.CreateAsync(OpenSandbox.Draft("a"));
        while (sandbox.State.Definitions.FindByName("a") is null) await Task.Yield();
        Assert.False(saving.IsCompleted);

        sandbox.Clock.Advance(SchemaWarnings.Patience);
        var saved = (await saving).Value!;
        Assert.Empty(saved.Warnings);
        Assert.Equal("a", saved.Definition.Name);
    });

    // Deleting a definition drops its membership, which counts as a change of data.
    private static async Task<OpenSandbox> WithDataAsync()
    {
        var sandbox = await OpenSandbox.CreateAsync();
        await sandbox.Definitions.DeleteAsync(await sandbox.DefineAsync("dropped"));
        Assert.NotEqual(0, sandbox.State.DataEpoch);
        return sandbox;
    }
}
