using Microsoft.Extensions.Options;
using OrleansSegmentation.Contracts.Jobs;
using OrleansSegmentation.Grains.Log;
using OrleansSegmentation.Grains.Replication;
using OrleansSegmentation.Grains.Scheduling;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.Replication;

public sealed class SandboxLogReaderTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Guid Sandbox = new(1, 2, 3, new byte[8]);

    private readonly MemoryStorage _storage = new();
    private readonly EvaluationPool _pool = new(Options.Create(new EvaluationOptions { Threads = 2 }));
    private readonly LogWriter _writer;

    public SandboxLogReaderTests() => _writer = new LogWriter(_storage, Sandbox, partitionCount: 2);

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task ReadAsync_ManyReplicasAtOnce_FetchesEachEntryOnce()
    {
        for (var entry = 0; entry < 40; entry++) await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        var reader = Reader();
        var head = await reader.ReadHeadEpochAsync(None);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var epoch = 1L; epoch <= head; epoch++) Assert.Equal(epoch, (await reader.ReadAsync(epoch, None)).Epoch);
        }));

        Assert.Equal(41, _storage.Log(Sandbox).EntriesRead); // DESCRIBE and forty
    }

    [Fact]
    public async Task ReadAsync_CacheTooSmall_FetchesAgainAndKeepsToItsLimit()
    {
        for (var entry = 0; entry < 40; entry++) await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        var cache = new EntryCache(capacityBytes: 500);
        var reader = Reader(cache);
        var head = await reader.ReadHeadEpochAsync(None);

        for (var epoch = 1L; epoch <= head; epoch++) Assert.Equal(epoch, (await reader.ReadAsync(epoch, None)).Epoch);

        Assert.InRange(cache.SizeBytes, 1, 500);
    }

    [Fact]
    public async Task WaitForEpochAsync_EntryNotThereYet_GoesOnWhenItIs()
    {
        await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        var waiting = Reader().WaitForEpochAsync(3, None);
        Assert.False(waiting.IsCompleted);

        await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));

        Assert.Equal(3, await waiting);
    }

    [Fact]
    public async Task ReadHeadEpochAsync_StoreLostEntries_StopsWithAnError()
    {
        await _writer.AppendAsync(new QueueItem(Guid.NewGuid()));
        var reader = Reader();
        await reader.ReadHeadEpochAsync(None);

        _storage.Log(Sandbox).Lose(1);

        var error = await Assert.ThrowsAsync<StorageDamagedException>(async () => await reader.ReadHeadEpochAsync(None));
        Assert.Contains("at epoch 2 and is now at epoch 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("END", true), InlineData("FAIL", true), InlineData("CANCEL", false), InlineData("END of another", false)]
    public async Task HasEndedAsync_LaterEntries_TellsWhetherTheJobIsFinal(string kind, bool expected)
    {
        var job = Guid.NewGuid();
        var start = await _writer.AppendAsync(new StartItem(job, [], []));
        LogItem item = kind switch
        {
            "END" => new EndItem(job),
            "FAIL" => new FailItem(job, new JobError("SEG-RUN005", "x"), "error"),
            "CANCEL" => new CancelItem(job, Guid.NewGuid()),
            _ => new EndItem(Guid.NewGuid()),
        };
        await _writer.AppendAsync(item);
        var reader = Reader();
        var head = await reader.ReadHeadEpochAsync(None);

        Assert.Equal(expected, await reader.HasEndedAsync(job, start, head, None));
    }

    [Fact]
    public async Task GetBatch_StagedOrInline_DecodesOnceForAll()
    {
        const string Record = """{"identityMap":{"Email":[{"id":"ana@example.com"}]},"person":{"gender":"female"}}""";
        await _writer.IngestAsync(Record, staged: true);
        var inline = await _writer.IngestAsync(Record);
        var reader = Reader();
        await reader.ReadHeadEpochAsync(None);

        foreach (var epoch in new[] { inline - 1, inline })
        {
            var entry = await reader.ReadAsync(epoch, None);
            var batch = entry.GetBatch(entry.Items.OfType<BatchItem>().Single());
            var decoded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => batch.DecodeAsync()));
            Assert.All(decoded, one => Assert.Same(decoded[0], one));
            Assert.Equal((1, 1), (decoded[0].Payload.RecordCount, decoded[0].Route.RecordCount));
        }
    }

    [Fact]
    public async Task GetBatch_StagedFileMissing_NamesIt()
    {
        var epoch = await _writer.IngestAsync("""{"identityMap":{"Email":[{"id":"ana@example.com"}]}}""", staged: true);
        var name = _storage.Files(Sandbox).Names.First();
        await _storage.Files(Sandbox).DeleteAsync(name, None);
        var reader = Reader();
        await reader.ReadHeadEpochAsync(None);
        var entry = await reader.ReadAsync(epoch, None);

        var error = await Assert.ThrowsAsync<StorageDamagedException>(() => entry.GetBatch(entry.Items.OfType<BatchItem>().Single()).DecodeAsync());

        Assert.Equal(name, error.File);
    }

    private SandboxLogReader Reader(EntryCache? cache = null) => new(Sandbox, _storage, _pool, cache ?? new EntryCache(64 << 20));
}
