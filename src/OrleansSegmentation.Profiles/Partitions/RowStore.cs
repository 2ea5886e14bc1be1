namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>All rows of one kind, as a linked list per cluster.</summary>
/// <param name="isSymbolInKey">Whether rows of different symbols are different things, as fragments of two datasets are.</param>
internal sealed class RowStore(bool isSymbolInKey)
{
    // Lists up to this length are walked; longer ones get an index of their own.
    private const int MaxWalkedRows = 48;

    private readonly Dictionary<int, Dictionary<RowKey, int>> _indexByCluster = [];
    private ChunkedTable<StoredRow> _rows = new();
    private int _firstFree = -1;

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
        var row = _firstFree;
        if (row >= 0) _firstFree = _rows[row].Next;
        else row = _rows.Add();
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
    public void Free(int row)
    {
        _rows[row] = new StoredRow { Next = _firstFree, Length = -1 };
        _firstFree = row;
    }

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

    /// <summary>Calls <paramref name="visit"/> for every row in use; it may change the address.</summary>
    public void ForEach(RowVisitor visit)
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            if (_rows[row].Length >= 0) visit(ref _rows[row]);
        }
    }

    public void WriteTo(IndexWriter writer)
    {
        writer.Write(_firstFree);
        _rows.WriteTo(writer);
    }

    public void ReadFrom(IndexReader reader)
    {
        _firstFree = reader.ReadInt32();
        _rows = ChunkedTable<StoredRow>.ReadFrom(reader);
    }

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

/// <summary>Looks at one row.</summary>
internal delegate void RowVisitor(ref StoredRow row);
