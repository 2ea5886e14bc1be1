namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Tells which rows a removal is about.</summary>
internal sealed class SuppliedRows
{
    private readonly bool _isEverything;
    private readonly int _dataset;
    private readonly IReadOnlyList<(ulong From, ulong To)> _ranges;
    private readonly ulong _end;

    public SuppliedRows(RemovalSupplier supplier, SymbolTable symbols, BatchTable batches)
    {
        _isEverything = supplier.Entity is not null;
        _dataset = supplier.Dataset is { } dataset ? symbols.Find(dataset) : -1;
        _ranges = supplier.Batch is { } batch ? batches.RangesOf(batch) : [];
        _end = supplier.UpToEpoch >= CommitStamp.MaxEpoch ? ulong.MaxValue : CommitStamp.Of(supplier.UpToEpoch + 1, 0);
    }

    /// <summary>Gets whether no row can be meant.</summary>
    public bool IsEmpty => !_isEverything && _dataset < 0 && _ranges.Count == 0;

    /// <summary>Returns whether a row of a dataset, committed at a stamp, is meant.</summary>
    public bool Contains(int dataset, ulong stamp)
    {
        if (_isEverything) return true;
        if (stamp >= _end) return false;
        if (dataset == _dataset) return true;
        foreach (var (from, to) in _ranges)
        {
            if (from <= stamp && stamp < to) return true;
        }

        return false;
    }
}
