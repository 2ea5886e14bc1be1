namespace OrleansSegmentation.Storage;

/// <summary>The durable head of one sandbox's log.</summary>
/// <param name="Term">Fencing number of the writer that opened the log last; 0 before the first opening.</param>
/// <param name="Opener">Nonce of that writer.</param>
/// <param name="Epoch">Last committed epoch; 0 when there is none.</param>
/// <param name="TimeMs">Log time of that epoch, ms since 1970.</param>
public sealed record SandboxLogHead(long Term, string Opener, long Epoch, long TimeMs);

/// <summary>One committed entry.</summary>
/// <param name="Epoch">1, 2, 3, …</param>
/// <param name="Term">Term of the writer that committed it.</param>
/// <param name="TimeMs">Log time, ms since 1970; strictly increasing.</param>
/// <param name="Content">The items, opaque to the store.</param>
public sealed record SandboxLogEntry(long Epoch, long Term, long TimeMs, ReadOnlyMemory<byte> Content);

/// <summary>The totally ordered, durable log of one sandbox: the only truth about its data, definitions and jobs.</summary>
/// <remarks>
/// Exactly one writer may append: the one whose term is the head's. A writer that lost its term gets <see cref="SandboxLogFencedException"/>
/// and must stop. Readers may be any number; they see committed entries only. Thread-safe.
/// </remarks>
public interface ISandboxLog
{
    /// <summary>Takes the log over: raises the term by one and records <paramref name="opener"/>. After this no earlier writer can commit.</summary>
    /// <exception cref="SandboxLogFencedException">Another writer took it at the same time; wait and try again.</exception>
    /// <exception cref="StorageDamagedException">A committed entry is missing or damaged, or acknowledged writes were lost.</exception>
    Task<SandboxLogHead> OpenAsync(string opener, CancellationToken cancellationToken);

    /// <summary>Commits one entry: durable when the task completes. Appending the same entry (term, epoch, bytes) again succeeds.</summary>
    /// <exception cref="SandboxLogFencedException">The term is not the head's, or the epoch is not the next one.</exception>
    Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads the head. The read begins after the call, so it is a proof that nothing newer was committed before the call.</summary>
    ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the committed entries from <paramref name="firstEpoch"/> to <paramref name="lastEpoch"/>, both included, in order.</summary>
    /// <exception cref="StorageDamagedException">An entry in the range is missing or damaged.</exception>
    IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken);

    /// <summary>Completes when the head's epoch is greater than <paramref name="epoch"/>. A hint to look again, never needed for safety.</summary>
    Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken);
}
