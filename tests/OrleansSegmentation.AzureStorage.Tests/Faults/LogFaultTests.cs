using Microsoft.Extensions.Time.Testing;
using OrleansSegmentation.AzureStorage.Blobs;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.AzureStorage.Tests.Faults;

/// <summary>A commit whose answer is lost is neither done twice nor taken for failed; a writer that was overtaken never commits.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class LogFaultTests(AzuriteFixture azurite) : FaultTests(azurite)
{
    private const string Head = "/head";
    private const string Entry1 = "/log/0000000000000000001.";

    private ISandboxLog Log => Storage.GetLog(SandboxId);

    private ISandboxLog Other => OtherSilo.GetLog(SandboxId);

    [Fact]
    public async Task Open_WhoseAnswerIsLost_HasWonAllTheSame()
    {
        Network.LoseAnswer("PUT", Head);
        Assert.Equal(new SandboxLogHead(1, "a", 0, 0), await Log.OpenAsync("a", None));
        Assert.Equal(new SandboxLogHead(1, "a", 0, 0), await Other.ReadHeadAsync(None));
    }

    [Fact]
    public async Task Open_WhileAnotherWriterOpens_IsRefused()
    {
        Network.Before("PUT", Head, () => Other.OpenAsync("other", None));
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.OpenAsync("a", None));
        Assert.Equal("other", (await Log.ReadHeadAsync(None)).Opener);
        Assert.Equal(2, (await Log.OpenAsync("a", None)).Term);
    }

    [Theory]
    [InlineData(Entry1)]
    [InlineData(Head)]
    public async Task Append_WhoseAnswerIsLost_IsCommittedOnce(string blob)
    {
        await Log.OpenAsync("a", None);
        Network.LoseAnswer("PUT", blob);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        await Log.AppendAsync(Entry(2, 1, "two"), None);
        Assert.Equal(["one", "two"], await ReadAsync(Other));
    }

    [Theory]
    [InlineData(Entry1)]
    [InlineData(Head)]
    public async Task Append_ThatIsLostMoreOftenThanTheClientRetries_IsRepeated(string blob)
    {
        await Log.OpenAsync("a", None);
        for (var i = 0; i < 4; i++) Network.LoseRequest("PUT", blob);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        Assert.Equal(["one"], await ReadAsync(Other));
    }

    [Fact]
    public async Task Append_OvertakenBeforeItsCommit_IsRefusedAndNeverRead()
    {
        await Log.OpenAsync("old", None);
        Network.Before("PUT", Head, () => Other.OpenAsync("new", None));
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(1, 1, "old's"), None));
        await Other.AppendAsync(Entry(1, 2, "new's"), None);
        Assert.Equal(["new's"], await ReadAsync(Log));
    }

    [Fact]
    public async Task Append_OvertakenAfterItsCommitWhoseAnswerIsLost_IsStillConfirmed()
    {
        await Log.OpenAsync("old", None);
        Network.LoseAnswerAfter("PUT", Head, async () =>
        {
            await Other.OpenAsync("new", None);
            await Other.AppendAsync(Entry(2, 2, "new's"), None);
        });
        await Log.AppendAsync(Entry(1, 1, "old's"), None);
        Assert.Equal(["old's", "new's"], await ReadAsync(Log));
        await Assert.ThrowsAsync<SandboxLogFencedException>(() => Log.AppendAsync(Entry(3, 1, "late"), None));
    }

    [Fact]
    public async Task Append_WhileItsWriterTrims_Succeeds()
    {
        await Log.OpenAsync("a", None);
        await Log.AppendAsync(Entry(1, 1, "one"), None);
        Network.Before("PUT", Head, () => Other.TrimAsync(1, 1, new SandboxLogSnapshot(1, "s"), None));
        await Log.AppendAsync(Entry(2, 1, "two"), None);
        Assert.Equal((2, 1), ((await Other.ReadHeadAsync(None)).Epoch, (await Other.ReadHeadAsync(None)).Floor));
    }

    [Fact]
    public async Task Append_WithoutAnyAnswerForTooLong_SaysThatItIsUnknown()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var silo = await Account.OpenAsync(Network.Use, clock);
        var log = silo.GetLog(SandboxId);
        await log.OpenAsync("a", None);
        for (var i = 0; i < 10_000; i++) Network.LoseAnswer("PUT", Head);
        var append = log.AppendAsync(Entry(1, 1, "one"), None);
        while (!append.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<StorageUncertainException>(() => append);
        Assert.Equal(2, (await Other.OpenAsync("next", None)).Term); // and whoever opens next knows
        await Other.AppendAsync(Entry((await Other.ReadHeadAsync(None)).Epoch + 1, 2, "next"), None);
        Assert.Equal("next", (await ReadAsync(Other))[^1]);
    }

    [Fact]
    public async Task Trim_WhoseAnswerIsLost_IsDoneOnceAndDeletesTheEntries()
    {
        await Log.OpenAsync("a", None);
        for (var epoch = 1; epoch <= 3; epoch++) await Log.AppendAsync(Entry(epoch, 1, "x"), None);
        Network.LoseAnswer("PUT", Head);
        var head = await Log.TrimAsync(1, 2, new SandboxLogSnapshot(3, "s"), None);
        Assert.Equal((2, new SandboxLogSnapshot(3, "s")), (head.Floor, head.Snapshot));
        await ((Logs.AzureSandboxLog)Log).WhenSweptAsync();
        var left = new List<string>();
        await foreach (var blob in Account.Container.GetBlobsAsync(default, default, $"{SandboxId}/log/", None)) left.Add(blob.Name);
        Assert.EndsWith("3.1", Assert.Single(left), StringComparison.Ordinal);
        await Assert.ThrowsAsync<EntriesTrimmedException>(() => ReadAsync(Other));
    }

    [Fact]
    public async Task WaitForEpochAfter_OnAnotherSiloThanTheWriters_CompletesAndToleratesLostRequests()
    {
        await Other.OpenAsync("a", None);
        await Other.AppendAsync(Entry(1, 1, "one"), None);
        for (var i = 0; i < 10; i++) Network.LoseRequest("GET", Head);
        var waiting = Log.WaitForEpochAfterAsync(1, None);
        await Other.AppendAsync(Entry(2, 1, "two"), None);
        await waiting.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["one", "two"], await ReadAsync(Log));
    }

    [Fact]
    public async Task Open_WithAClockFarFromTheStores_IsRefused()
    {
        using var silo = await Account.OpenAsync(clock: new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-2)));
        await Log.OpenAsync("a", None);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.GetLog(SandboxId).OpenAsync("b", None));
        Assert.Contains("clock", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Log.ReadHeadAsync(None)).Term);
    }

    private static SandboxLogEntry Entry(long epoch, long term, string text) => new(epoch, term, 1000 + epoch, System.Text.Encoding.UTF8.GetBytes(text));

    private static async Task<List<string>> ReadAsync(ISandboxLog log)
    {
        var head = await log.ReadHeadAsync(None);
        var texts = new List<string>();
        await foreach (var entry in log.ReadAsync(1, head.Epoch, None)) texts.Add(System.Text.Encoding.UTF8.GetString(entry.Content.Span));
        return texts;
    }
}
