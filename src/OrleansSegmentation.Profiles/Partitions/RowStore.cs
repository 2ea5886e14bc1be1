namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>All rows of one kind, as a linked list per cluster.</summary>
/// <param name="isSymbolInKey">Whether rows of different symbols are different things, as fragments of two datasets are.</param>
internal sealed class RowStore(bool isSymbolInKey)
{
    // Lists up to this length are walked; longer ones get an index of their own.
    private const int MaxWalkedRows = 48;

    private readonly Dictionary<int, Dictionary<RowKey, int>> _indexByCluster = [];
    private readonly LinkedRowTable<StoredRow> _rows = new();

    /// <summary>Gets the number of rows, free ones included.</summary>
    public int Count => _rows.Count;

    /// <summary>Gets whether most rows are free.</summary>
    public bool IsSparse => _rows.IsSparse;

    public ref StoredRow this[int row] => ref _rows[row];

    /// <summary>Finds a row of a cluster; −1 when there is none.</summary>
    public int Find(int cluster, RowList list, int symbol, UInt128 key)
    {
        var wanted = KeyOf(symbol, key);
        if (list.Count > MaxWalkedRows) return IndexOf(cluster, list).GetValueOrDefault(wanted, -1);
        for (var row = list.First; row >= 0; row = _rows[row].Next)
        {
            if (_rows[row].Key == key && (!isSymbolInKey || _rows[row].Symbol == symbol)) return row;
        }

        return -1;
    }

    /// <summary>Adds a row to a cluster.</summary>
    /// <returns>The row.</returns>
    public int Add(int cluster, ref RowList list, StoredRow content)
    {
        var row = _rows.Take();
        _rows[row] = content;
        Link(cluster, ref list, row);
        return row;
    }

    /// <summary>Puts a row that is in no list in front of a cluster's.</summary>
    public void Link(int cluster, ref RowList list, int row)
    {
        _rows[row].Next = list.First;
        list.First = row;
        list.Count++;
        if (_indexByCluster.TryGetValue(cluster, out var index)) index.Add(KeyOf(_rows[row].Symbol, _rows[row].Key), row);
    }

    /// <summary>Takes all rows out of a cluster's list, and returns them in its order.</summary>
    public int[] Detach(int cluster, ref RowList list)
    {
        var rows = ToArray(list);
        list = default;
        _indexByCluster.Remove(cluster);
        return rows;
    }

    /// <summary>Returns the rows of a cluster in the order of its list.</summary>
    public int[] ToArray(RowList list)
    {
        var rows = new int[list.Count];
        var row = list.First;
        for (var i = 0; i < rows.Length; i++, row = _rows[row].Next) rows[i] = row;
        return rows;
    }

    /// <summary>Frees a row that is in no list.</summary>
    public void Free(int row) => _rows.Free(row);

    /// <summary>Frees all rows of a cluster.</summary>
    public void Clear(int cluster, ref RowList list)
    {
        for (var row = list.First; row >= 0;)
        {
            var next = _rows[row].Next;
            Free(row);
            row = next;
        }

        list = default;
        _indexByCluster.Remove(cluster);
    }

    /// <summary>Returns whether a row is in use.</summary>
    public bool IsUsed(int row) => !StoredRow.IsFree(_rows[row]);

    /// <summary>Starts to move rows down: see <see cref="LinkedRowTable{TRow}.BeginShrinking"/>.</summary>
    public int BeginShrinking() => _rows.BeginShrinking();

    /// <summary>Moves rows of a cluster down: see <see cref="LinkedRowTable{TRow}.MoveDown"/>.</summary>
    public void MoveDown(int cluster, ref RowList list, int bound, Dictionary<int, int> moved)
    {
        var before = moved.Count;
        _rows.MoveDown(ref list, bound, moved);
        if (moved.Count > before) _ = _indexByCluster.Remove(cluster); // made anew when needed
    }

    /// <summary>Cuts off the free rows at the end.</summary>
    public void EndShrinking() => _rows.EndShrinking();

    public void WriteTo(IndexWriter writer) => _rows.WriteTo(writer);

    public void ReadFrom(IndexReader reader) => _rows.ReadFrom(reader);

    private Dictionary<RowKey, int> IndexOf(int cluster, RowList list)
    {
        if (_indexByCluster.TryGetValue(cluster, out var index)) return index;
        index = new Dictionary<RowKey, int>(2 * list.Count);
        for (var row = list.First; row >= 0; row = _rows[row].Next) index.Add(KeyOf(_rows[row].Symbol, _rows[row].Key), row);
        _indexByCluster.Add(cluster, index);
        return index;
    }

    private RowKey KeyOf(int symbol, UInt128 key) => new(isSymbolInKey ? symbol : 0, key);

    private readonly record struct RowKey(int Symbol, UInt128 Key);
}
