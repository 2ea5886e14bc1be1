namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>The batches that rows of a partition came with, by the stamps of their records. Ranges of stamps of two batches never overlap.</summary>
internal sealed class BatchTable
{
    private readonly List<ulong> _starts = []; // ascending
    private readonly List<Guid> _ids = [];

    /// <summary>Notes a batch; one that is known already changes nothing.</summary>
    /// <param name="start">A stamp that none of its records precedes, and that follows all of the batch before.</param>
    /// <param name="id">The batch.</param>
    public void Add(ulong start, Guid id)
    {
        var index = _starts.Count == 0 || _starts[^1] < start ? ~_starts.Count : _starts.BinarySearch(start);
        if (index >= 0) return;
        _starts.Insert(~index, start);
        _ids.Insert(~index, id);
    }

    /// <summary>Returns the start and id of the batch of a row.</summary>
    public (ulong Start, Guid Id) Find(ulong stamp)
    {
        var index = _starts.BinarySearch(stamp);
        if (index < 0) index = ~index - 1;
        return (_starts[index], _ids[index]);
    }

    /// <summary>Returns the stamps that the records of a batch may have: from, inclusive, to, exclusive.</summary>
    public IReadOnlyList<(ulong From, ulong To)> RangesOf(Guid id)
    {
        var ranges = new List<(ulong From, ulong To)>();
        for (var index = 0; index < _ids.Count; index++)
        {
            if (_ids[index] == id) ranges.Add((_starts[index], index + 1 < _starts.Count ? _starts[index + 1] : ulong.MaxValue));
        }

        return ranges;
    }

    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(_starts.Count);
        Span<byte> id = stackalloc byte[16];
        for (var index = 0; index < _starts.Count; index++)
        {
            writer.Write(_starts[index]);
            _ids[index].TryWriteBytes(id);
            writer.Write(id);
        }
    }

    public void ReadFrom(BinaryReader reader)
    {
        Span<byte> id = stackalloc byte[16];
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            _starts.Add(reader.ReadUInt64());
            reader.BaseStream.ReadExactly(id);
            _ids.Add(new Guid(id));
        }
    }
}
