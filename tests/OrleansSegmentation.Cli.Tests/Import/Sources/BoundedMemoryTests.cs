using System.Collections.Concurrent;
using OrleansSegmentation.Cli.Import;
using OrleansSegmentation.Cli.Import.Reporting;
using OrleansSegmentation.Cli.Import.Resuming;
using OrleansSegmentation.Cli.Import.Sending;
using OrleansSegmentation.Cli.Import.Sources;

namespace OrleansSegmentation.Cli.Tests.Import.Sources;

/// <summary>Memory depends on the size of a request and how many are sent at a time, never on the file.</summary>
public sealed class BoundedMemoryTests
{
    private const int ChunkBytes = 1 << 20;
    private static readonly long FileBytes = 200_000_000 / EndlessLines.LineBytes * EndlessLines.LineBytes;

    [Fact]
    public async Task Ndjson_200Megabytes_AllocatesForOneChunkOnly()
    {
        using var input = new InputStream(new EndlessLines(FileBytes), isCompressed: false);
        var source = new NdjsonSource(input);
        var chunk = new Chunk(ChunkBytes);
        var (position, number, sent) = (default(SourcePosition), 0L, 0L);
        var before = GC.GetAllocatedBytesForCurrentThread();

        while (true)
        {
            chunk.Begin(number++, position);
            var filling = source.FillAsync(chunk, CancellationToken.None);
            Assert.True(filling.IsCompletedSuccessfully); // on this thread, whose allocations are measured
            if (!await filling) break;
            sent += chunk.Length;
            position = chunk.End;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, ChunkBytes, 2 * ChunkBytes);
        Assert.Equal((FileBytes, FileBytes, FileBytes / EndlessLines.LineBytes), (sent, position.Offset, position.Lines));
    }

    [Fact]
    public async Task Pipeline_200Megabytes_GoesThroughAFixedNumberOfBuffers()
    {
        const int InFlight = 3;
        var state = new ImportState
        {
            File = new FileIdentity(FileBytes, DateTimeOffset.UnixEpoch, ""),
            Target = new ImportTarget("", "", "", null, SourceFormat.Ndjson, null, ChunkBytes),
            StartedAt = DateTimeOffset.UnixEpoch,
        };
        using var folder = new ImportFolder();
        using var stateFile = ImportStateFile.Open(folder.PathOf("state"));
        using var rejects = new RejectLog(null, 0);
        using var ledger = new ImportLedger(state, stateFile, rejects, new ImportMeter(), window: 4 * InFlight);
        using var input = new InputStream(new EndlessLines(FileBytes), isCompressed: false);
        var sender = new NotingSender();

        await new ImportPipeline(new NdjsonSource(input), sender, ledger, InFlight, ChunkBytes).RunAsync(CancellationToken.None);

        Assert.InRange(sender.Buffers.Count, 1, InFlight + 1);
        Assert.All(sender.Buffers, static buffer => Assert.InRange(buffer.Value, ChunkBytes, ChunkBytes + (64 << 10)));
        Assert.InRange(sender.MostInFlight, 1, InFlight);
        Assert.Equal((FileBytes, FileBytes / EndlessLines.LineBytes), (ledger.State.SentBytes, ledger.State.Accepted));
    }

    private sealed class NotingSender : IChunkSender
    {
        private int _inFlight;

        public ConcurrentDictionary<Chunk, int> Buffers { get; } = [];

        public int MostInFlight { get; private set; }

        public async Task<IngestAnswer> SendAsync(Chunk chunk, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _inFlight);
            lock (Buffers) MostInFlight = Math.Max(MostInFlight, now);
            Buffers[chunk] = chunk.CapacityBytes;
            await Task.Yield();
            Interlocked.Decrement(ref _inFlight);
            var lines = chunk.Length / EndlessLines.LineBytes;
            return new IngestAnswer(lines, lines, 0, []);
        }
    }
}
