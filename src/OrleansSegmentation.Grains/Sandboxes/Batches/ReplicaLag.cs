namespace OrleansSegmentation.Grains.Sandboxes.Batches;

/// <summary>How much of what was committed partitions may not have applied yet. It is waited for, so that loading never runs away from them.</summary>
/// <remarks>Counts what this writer committed. Not thread-safe: all calls come from the sandbox's scheduler.</remarks>
/// <param name="peers">The partitions.</param>
/// <param name="maxBytes">How many bytes of payloads they may be behind.</param>
/// <param name="timeout">How long a partition may take to apply half of that.</param>
/// <param name="clock">Measures it.</param>
internal sealed class ReplicaLag(ISandboxPeers peers, long maxBytes, TimeSpan timeout, TimeProvider clock)
{
    private readonly Queue<(long Epoch, long Bytes)> _committed = [];

    /// <summary>Gets the bytes that were committed since the last epoch all partitions are known to have applied.</summary>
    public long Bytes { get; private set; }

    /// <summary>Notes a committed entry.</summary>
    public void Add(long epoch, long bytes)
    {
        _committed.Enqueue((epoch, bytes));
        Bytes += bytes;
    }

    /// <summary>Waits until partitions are not too far behind.</summary>
    /// <returns>False when one of them did not get there in time.</returns>
    public async Task<bool> WaitAsync(int partitionCount)
    {
        while (Bytes > maxBytes)
        {
            // Down to half of what is allowed, so that not every batch has to wait from here on.
            long epoch = 0, passed = 0;
            foreach (var entry in _committed)
            {
                if (Bytes - passed <= maxBytes / 2) break;
                (epoch, passed) = (entry.Epoch, passed + entry.Bytes);
            }

            if (!await ReachAsync(partitionCount, epoch)) return false;
            while (_committed.TryPeek(out var applied) && applied.Epoch <= epoch) Bytes -= _committed.Dequeue().Bytes;
        }

        return true;
    }

    private async Task<bool> ReachAsync(int partitionCount, long epoch)
    {
        using var deadline = new CancellationTokenSource(timeout, clock);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, partitionCount).Select(partition => peers.Partition(partition).ReachAsync(epoch, deadline.Token).WaitAsync(deadline.Token)).ToList());
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or OrleansException)
        {
            return false;
        }
    }
}
