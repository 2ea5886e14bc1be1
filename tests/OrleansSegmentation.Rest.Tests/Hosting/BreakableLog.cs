using OrleansSegmentation.Storage;

namespace OrleansSegmentation.Rest.Tests.Hosting;

/// <summary>The log of one sandbox; while broken, the disk under it fails.</summary>
internal sealed class BreakableLog(ISandboxLog log) : ISandboxLog
{
    private volatile bool _isBroken;

    public IDisposable Break()
    {
        _isBroken = true;
        return new Repair(this);
    }

    public Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken) => Working().OpenAsync(opener, cancellationToken);

    public Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken) => Working().AppendAsync(entry, cancellationToken);

    public ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken) => Working().ReadHeadAsync(cancellationToken);

    public IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken) =>
        Working().ReadAsync(firstEpoch, lastEpoch, cancellationToken);

    public Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken) =>
        Working().TrimAsync(term, floor, snapshot, cancellationToken);

    public Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken) =>
        log.WaitForEpochAfterAsync(epoch, cancellationToken);

    private ISandboxLog Working() => _isBroken ? throw new IOException("The disk does not answer.") : log;

    private sealed class Repair(BreakableLog log) : IDisposable
    {
        public void Dispose() => log._isBroken = false;
    }
}
