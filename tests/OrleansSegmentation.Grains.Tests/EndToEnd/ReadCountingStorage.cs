using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Grains.Tests.EndToEnd;

/// <summary>A store that notes which log entries are read.</summary>
internal sealed class ReadCountingStorage(ISegmentationStorage store) : ISegmentationStorage
{
    private readonly ConcurrentDictionary<Guid, Log> _logs = new();
    private readonly ConcurrentQueue<long> _read = new();

    public int EntriesRead => _read.Count;

    public long LeastEpochRead => _read.Min();

    public ISandboxLog GetLog(Guid sandboxId) => _logs.GetOrAdd(sandboxId, id => new Log(store.GetLog(id), _read));

    public IPartitionStore GetFiles(Guid sandboxId) => store.GetFiles(sandboxId);

    public IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken) => store.ListSandboxesAsync(cancellationToken);

    public Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken) => store.TakeNumbersAsync(counter, count, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    private sealed class Log(ISandboxLog log, ConcurrentQueue<long> read) : ISandboxLog
    {
        public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) => log.OpenAsync(opener, cancellationToken);

        public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken) => log.AppendAsync(entry, cancellationToken);

        public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
            log.TrimAsync(term, floor, snapshot, cancellationToken);

        public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) => log.ReadHeadAsync(cancellationToken);

        public async IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var entry in log.ReadAsync(firstEpoch, lastEpoch, cancellationToken))
            {
                read.Enqueue(entry.Epoch);
                yield return entry;
            }
        }

        public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken) => log.WaitForEpochAfterAsync(epoch, cancellationToken);
    }
}
