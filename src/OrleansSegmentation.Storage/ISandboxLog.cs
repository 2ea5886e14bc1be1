namespace OrleansSegmentation.Storage;

/// <summary>A file that stands for everything the writer knows after a prefix of the log.</summary>
/// <param name="Epoch">The last epoch of the prefix.</param>
/// <param name="Name">The file, among those of the sandbox (<see cref="IPartitionStore"/>).</param>
public sealed record SandboxLogSnapshot(long Epoch, string Name);

/// <summary>The durable head of one sandbox's log.</summary>
/// <param name="Term">Fencing number of the writer that opened the log last; 0 before the first opening.</param>
/// <param name="Opener">Nonce of that writer.</param>
/// <param name="Epoch">Last committed epoch; 0 when there is none.</param>
/// <param name="TimeMs">Log time of that epoch, ms since 1970.</param>
/// <param name="Floor">Entries up to this epoch may be gone; 0 when none is.</param>
/// <param name="Snapshot">What stands in for the entries up to the floor and beyond; null when the floor is 0 and none was recorded.</param>
public sealed record SandboxLogHead(
    long Term, string Opener, long Epoch, long TimeMs, long Floor = 0, SandboxLogSnapshot? Snapshot = null);

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
    /// <exception cref="EntriesTrimmedException">The epoch is not above the floor: whether it was this entry is not known any more.</exception>
    Task AppendAsync(SandboxLogEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads the head. The read begins after the call, so it is a proof that nothing newer was committed before the call.</summary>
    ValueTask<SandboxLogHead> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Reads the committed entries from <paramref name="firstEpoch"/> to <paramref name="lastEpoch"/>, both included, in order.</summary>
    /// <exception cref="StorageDamagedException">An entry in the range is missing or damaged.</exception>
    /// <exception cref="EntriesTrimmedException">An entry in the range is not above the floor, or came to be while reading.</exception>
    IAsyncEnumerable<SandboxLogEntry> ReadAsync(long firstEpoch, long lastEpoch, CancellationToken cancellationToken);

    /// <summary>
    /// Records a snapshot and a floor in the head, in one durable step; after it the entries up to the floor are removed when it is convenient.
    /// Trimming to what the head says already changes nothing.
    /// </summary>
    /// <param name="term">The writer's term.</param>
    /// <param name="floor">From the head's floor to the snapshot's epoch: readers need no entry up to it.</param>
    /// <param name="snapshot">Its file is durable; its epoch is at or below the head's, and not below the last snapshot's.</param>
    /// <param name="cancellationToken">Ends the waiting before it begins; once begun it runs to the end.</param>
    /// <returns>The new head.</returns>
    /// <exception cref="SandboxLogFencedException">The term is not the head's; nothing changed.</exception>
    /// <exception cref="ArgumentException">The floor or the snapshot's epoch would fall, or they are not in order; nothing changed.</exception>
    Task<SandboxLogHead> TrimAsync(long term, long floor, SandboxLogSnapshot snapshot, CancellationToken cancellationToken);

    /// <summary>Completes when the head's epoch is greater than <paramref name="epoch"/>. A hint to look again, never needed for safety.</summary>
    Task WaitForEpochAfterAsync(long epoch, CancellationToken cancellationToken);
}
