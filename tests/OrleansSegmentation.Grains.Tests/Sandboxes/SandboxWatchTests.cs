using System.Text;
using OrleansSegmentation.Contracts.Faults;
using OrleansSegmentation.Grains.Log;

namespace OrleansSegmentation.Grains.Tests.Sandboxes;

public sealed class SandboxWatchTests
{
    [Fact]
    public async Task SiloStart_WithAnUnfinishedJobInTheLog_GoesOnWithoutAnyCall()
    {
        var storage = new InMemoryStorage();
        await Turn.RunAsync(async () =>
        {
            // The process dies after the job was accepted, before it was started.
            var sandbox = await OpenSandbox.CreateAsync(storage: storage);
            var segment = await sandbox.DefineAsync("a");
            sandbox.Log.BeforeAppend = entry =>
                Encoding.UTF8.GetString(entry.Content.Span).Contains("START", StringComparison.Ordinal) ? throw new IOException("dead") : Task.CompletedTask;
            await sandbox.SubmitAsync(segment);
            await Assert.ThrowsAsync<SandboxUnavailableException>(sandbox.SettleAsync);
        });
        var log = storage.Log(OpenSandbox.Descriptor.SandboxId);
        log.BeforeAppend = _ => Task.CompletedTask;
        Assert.IsType<AcceptItem>(LogEntryJson.Decode(log.Entries[^1]).Items[^1]);

        await using var cluster = SandboxCluster.Build(storage);
        await cluster.DeployAsync();
        await log.WaitForEpochAfterAsync(3, new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);

        Assert.IsType<StartItem>(LogEntryJson.Decode(log.Entries[3]).Items[0]);
    }
}
