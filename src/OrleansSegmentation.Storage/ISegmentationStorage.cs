namespace OrleansSegmentation.Storage;

/// <summary>Everything durable of this server, per sandbox. One instance per silo.</summary>
public interface ISegmentationStorage
{
    /// <summary>Gets the log of a sandbox; makes no call. The same instance for the same id.</summary>
    ISandboxLog GetLog(Guid sandboxId);

    /// <summary>Gets the files of a sandbox; makes no call. The same instance for the same id.</summary>
    IPartitionStore GetFiles(Guid sandboxId);

    /// <summary>Lists the sandboxes that have a log.</summary>
    IAsyncEnumerable<Guid> ListSandboxesAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next <paramref name="count"/> numbers of a server-wide counter, which starts at 1; gaps after a crash are normal.</summary>
    /// <returns>The first of them.</returns>
    Task<long> TakeNumbersAsync(string counter, int count, CancellationToken cancellationToken);

    /// <summary>Proves that the store answers; throws what it throws otherwise.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
