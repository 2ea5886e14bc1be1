namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Rows of linked lists; those that are free are taken first, and the table shrinks when most of it is free.</summary>
internal sealed class LinkedRowTable<TRow>
    where TRow : unmanaged, ILinkedRow<TRow>
{
    private ChunkedTable<TRow> _rows = new();
    private int _firstFree = -1;
    private int _freeCount;

    /// <summary>Gets the number of rows, free ones included.</summary>
    public int Count => _rows.Count;

    /// <summary>Gets whether most rows are free.</summary>
    public bool IsSparse => 2L * _freeCount > _rows.Count;

    public ref TRow this[int row] => ref _rows[row];

    /// <summary>Returns a row for a new one.</summary>
    public int Take()
    {
        var row = _firstFree;
        if (row < 0) return _rows.Add();
        _firstFree = TRow.NextOf(ref _rows[row]);
        _freeCount--;
        return row;
    }

    /// <summary>Frees a row that is in no list.</summary>
    public void Free(int row)
    {
        _rows[row] = TRow.FreeRow;
        TRow.NextOf(ref _rows[row]) = _firstFree;
        _firstFree = row;
        _freeCount++;
    }

    /// <summary>Starts to move rows down: the lowest free row is taken first from now on.</summary>
    /// <returns>The bound below which all rows fit.</returns>
    public int BeginShrinking()
    {
        RelinkFreeRows();
        return _rows.Count - _freeCount;
    }

    /// <summary>Moves the rows of a list that are not below a bound to free rows below it, as far as there are any. The list keeps its order.</summary>
    /// <param name="list">The list.</param>
    /// <param name="bound">What <see cref="BeginShrinking"/> returned.</param>
    /// <param name="moved">Gets the new row of each that moved.</param>
    public void MoveDown(ref RowList list, int bound, Dictionary<int, int> moved)
    {
        for (var (previous, row) = (-1, list.First); row >= 0;)
        {
            var next = TRow.NextOf(ref _rows[row]);
            if (row >= bound && _firstFree >= 0 && _firstFree < bound)
            {
                var target = Take();
                _rows[target] = _rows[row];
                _rows[row] = TRow.FreeRow; // in no list of free rows: it is to be cut off, not to be taken
                moved.Add(row, target);
                if (previous < 0) list.First = target;
                else TRow.NextOf(ref _rows[previous]) = target;
                row = target;
            }

            (previous, row) = (row, next);
        }
    }

    /// <summary>Cuts off the free rows at the end.</summary>
    public void EndShrinking()
    {
        var count = _rows.Count;
        while (count > 0 && TRow.IsFree(_rows[count - 1])) count--;
        _rows.ShrinkTo(count);
        RelinkFreeRows();
    }

    public void WriteTo(IndexWriter writer)
    {
        writer.Write(_firstFree);
        _rows.WriteTo(writer);
    }

    public void ReadFrom(IndexReader reader)
    {
        _firstFree = reader.ReadInt32();
        _rows = ChunkedTable<TRow>.ReadFrom(reader);
        for (var row = _firstFree; row >= 0; row = TRow.NextOf(ref _rows[row])) _freeCount++;
    }

    private void RelinkFreeRows()
    {
        (_firstFree, _freeCount) = (-1, 0);
        for (var row = _rows.Count - 1; row >= 0; row--)
        {
            if (TRow.IsFree(_rows[row])) Free(row);
        }
    }
}

/// <summary>A row of a linked list.</summary>
internal interface ILinkedRow<TRow>
    where TRow : unmanaged
{
    /// <summary>Gets the content of a row that is free.</summary>
    static abstract TRow FreeRow { get; }

    /// <summary>Returns the place of the row after a row; −1 after the last one.</summary>
    static abstract ref int NextOf(ref TRow row);

    /// <summary>Returns whether a row is free.</summary>
    static abstract bool IsFree(in TRow row);
}
