namespace OrleansSegmentation.Storage;

/// <summary>What may be trimmed: the same for every store.</summary>
public static class TrimRules
{
    /// <summary>Returns the head after trimming; the same one when it says so already.</summary>
    /// <param name="head">The head.</param>
    /// <param name="term">The writer's term.</param>
    /// <param name="floor">The new floor.</param>
    /// <param name="snapshot">The new snapshot.</param>
    /// <exception cref="SandboxLogFencedException">The term is not the head's.</exception>
    /// <exception cref="ArgumentException">The floor or the snapshot's epoch would fall, or they are not in order.</exception>
    public static SandboxLogHead Apply(SandboxLogHead head, long term, long floor, SandboxLogSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(snapshot);
        if (head.Term != term || term == 0) throw new SandboxLogFencedException($"The log has term {head.Term}; a writer of term {term} cannot trim it.");
        if (floor < head.Floor) throw new ArgumentException($"The floor never falls: it is {head.Floor}, not {floor}.", nameof(floor));
        if (snapshot.Epoch < floor) throw new ArgumentException($"A snapshot of epoch {snapshot.Epoch} cannot stand in for the entries up to {floor}.", nameof(snapshot));
        if (snapshot.Epoch > head.Epoch) throw new ArgumentException($"The log ends at epoch {head.Epoch}; there is no snapshot of epoch {snapshot.Epoch}.", nameof(snapshot));
        if (snapshot.Epoch < head.Snapshot?.Epoch)
            throw new ArgumentException($"The last snapshot is of epoch {head.Snapshot.Epoch}; one of epoch {snapshot.Epoch} cannot follow.", nameof(snapshot));
        ArgumentException.ThrowIfNullOrEmpty(snapshot.Name, nameof(snapshot));
        return floor == head.Floor && snapshot == head.Snapshot ? head : head with { Floor = floor, Snapshot = snapshot };
    }
}
