using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

public sealed class SandboxPumpTests
{
    [Fact]
    public Task Commands_WaitingTogether_ShareOneEntry() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var held = new TaskCompletionSource();
        sandbox.Log.BeforeAppend = _ => held.Task;
        var tasks = Enumerable.Range(0, 20).Select(i => sandbox.DefineAsync($"d{i}")).ToList();
        sandbox.Log.BeforeAppend = _ => Task.CompletedTask;
        held.SetResult();
        await Task.WhenAll(tasks);

        var counts = sandbox.Log.Entries.Select(entry => LogEntryJson.Decode(entry).Items.OfType<DefinitionItem>().Count()).Where(count => count > 0);
        Assert.Equal([1, 19], counts);
    });

    [Fact]
    public Task Commands_InOneEntry_SeeEachOther() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var held = new TaskCompletionSource();
        sandbox.Log.BeforeAppend = _ => held.Task;
        var other = sandbox.DefineAsync("other");
        var first = sandbox.Definitions.CreateAsync(OpenSandbox.Draft("same"));
        var second = sandbox.Definitions.CreateAsync(OpenSandbox.Draft("same"));
        sandbox.Log.BeforeAppend = _ => Task.CompletedTask;
        held.SetResult();

        Assert.Null((await first).Fault);
        Assert.Equal("SEG-DEF004-422", (await second).Fault!.Items[0].Code);
        await other;
    });

    [Fact]
    public Task Append_ByAnotherWriter_FailsTheCallAsRetryableAndStops() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var successor = await sandbox.ReopenAsync();

        await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.SubmitAsync(segment));
        Assert.NotNull(sandbox.Pump.Failure);
        await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.GetAsync(Guid.NewGuid()));

        Assert.Equal(SegmentJobStatus.New, (await successor.SubmitAsync(segment)).Status);
    });

    [Fact]
    public Task Read_AfterAnotherWriterOpened_IsNeverAnswered() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var job = await sandbox.SubmitAsync(await sandbox.DefineAsync("a"));
        await sandbox.ReopenAsync();

        await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.GetAsync(job.Id));
    });

    [Fact]
    public Task Append_WithALostAnswer_IsUnknownToTheCallerAndInTheLog() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var segment = await sandbox.DefineAsync("a");
        var submission = new JobSubmission([segment.ToString()], "r", "key", "hash");
        sandbox.Log.AfterAppend = _ => throw new IOException("connection lost");

        await Assert.ThrowsAsync<SandboxUnavailableException>(() => sandbox.SubmitAsync(submission));

        sandbox.Log.AfterAppend = _ => Task.CompletedTask;
        var successor = await sandbox.ReopenAsync();
        var repeated = await successor.SubmitAsync(submission); // the key finds the job that was committed
        Assert.True(repeated.Value!.IsReplayed);
        Assert.Single(successor.State.Jobs.Jobs);
    });

    [Fact]
    public Task Command_ThatThrows_DoesNotHarmItsNeighbours() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var held = new TaskCompletionSource();
        sandbox.Log.BeforeAppend = _ => held.Task;
        var first = sandbox.DefineAsync("a");
        var bad = sandbox.Pump.RunAsync<bool>((_, _) => throw new InvalidOperationException("wrong"));
        var second = sandbox.DefineAsync("b");
        sandbox.Log.BeforeAppend = _ => Task.CompletedTask;
        held.SetResult();

        await first;
        await second;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Null(sandbox.Pump.Failure);
    });

    [Fact]
    public Task Clock_GoingBack_NeverMakesLogTimeFall() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        for (var i = 0; i < 20; i++) await sandbox.DefineAsync($"d{i}"); // the clock stands still
        var times = sandbox.Log.Entries.Select(entry => entry.TimeMs).ToList();
        Assert.Equal(times.Order().Distinct(), times);
    });

    [Fact]
    public Task Open_WithADamagedEntry_NamesIt() => Turn.RunAsync(async () =>
    {
        var sandbox = await OpenSandbox.CreateAsync();
        var head = await sandbox.Log.OpenAsync("x", CancellationToken.None);
        await sandbox.Log.AppendAsync(
            new SandboxLogEntry(head.Epoch + 1, head.Term, head.TimeMs + 1, """[{"kind":"UNHEARD-OF"}]"""u8.ToArray()), CancellationToken.None);

        var damaged = await Assert.ThrowsAsync<StorageDamagedException>(sandbox.ReopenAsync);
        Assert.Contains("log entry 2", damaged.Message, StringComparison.Ordinal);
    });
}
