using System.Runtime.InteropServices;

namespace OrleansSegmentation.Profiles.Partitions;

/// <summary>Which identities belong together, and who said so: as a linked list per cluster.</summary>
/// <remarks>
/// A record links its primary identity to each of its others, or to itself when it has no others; connected components over these links are
/// those over whole records. What one batch says repeatedly is kept once, as long as few rows lie between.
/// </remarks>
internal sealed class EvidenceStore
{
    // How far back a repetition is looked for: rows of one batch come together, and missing one costs a row, nothing else.
    private const int MaxWalkedRows = 16;

    private readonly LinkedRowTable<EvidenceRow> _rows = new();

    /// <summary>Gets whether most rows are free.</summary>
    public bool IsSparse => _rows.IsSparse;

    public ref EvidenceRow this[int row] => ref _rows[row];

    /// <summary>Adds a link, unless the batch has given it before.</summary>
    /// <param name="list">The rows of the cluster; those of the batch come first.</param>
    /// <param name="link">The link.</param>
    /// <param name="batchStart">The stamp of the batch's first record.</param>
    public void Add(ref RowList list, EvidenceRow link, ulong batchStart)
    {
        var row = list.First;
        for (var walked = 0; row >= 0 && walked < MaxWalkedRows && _rows[row].Stamp >= batchStart; walked++)
        {
            if (_rows[row].IsSameLink(link)) return;
            row = _rows[row].Next;
        }

        Append(ref list, link);
    }

    /// <summary>Adds a link.</summary>
    public void Append(ref RowList list, EvidenceRow link)
    {
        var row = _rows.Take();
        _rows[row] = link;
        Link(ref list, row);
    }

    /// <summary>Puts a row that is in no list in front of one.</summary>
    public void Link(ref RowList list, int row)
    {
        _rows[row].Next = list.First;
        list.First = row;
        list.Count++;
    }

    /// <summary>Frees a row that is in no list.</summary>
    public void Free(int row) => _rows.Free(row);

    /// <summary>Frees all rows of a cluster.</summary>
    public void Clear(ref RowList list)
    {
        for (var row = list.First; row >= 0;)
        {
            var next = _rows[row].Next;
            Free(row);
            row = next;
        }

        list = default;
    }

    /// <summary>Returns the rows of a cluster in the order of its list.</summary>
    public int[] ToArray(RowList list)
    {
        var rows = new int[list.Count];
        var row = list.First;
        for (var i = 0; i < rows.Length; i++, row = _rows[row].Next) rows[i] = row;
        return rows;
    }

    /// <summary>Starts to move rows down: see <see cref="LinkedRowTable{TRow}.BeginShrinking"/>.</summary>
    public int BeginShrinking() => _rows.BeginShrinking();

    /// <summary>Moves rows of a list down: see <see cref="LinkedRowTable{TRow}.MoveDown"/>.</summary>
    public void MoveDown(ref RowList list, int bound, Dictionary<int, int> moved) => _rows.MoveDown(ref list, bound, moved);

    /// <summary>Cuts off the free rows at the end.</summary>
    public void EndShrinking() => _rows.EndShrinking();

    public void WriteTo(IndexWriter writer) => _rows.WriteTo(writer);

    public void ReadFrom(IndexReader reader) => _rows.ReadFrom(reader);
}

/// <summary>A record of a dataset and a batch named two identities together.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EvidenceRow : ILinkedRow<EvidenceRow>
{
    /// <summary>The next row of the same cluster; −1 after the last one.</summary>
    public int Next;

    /// <summary>The row of the record's primary identity.</summary>
    public int Primary;

    /// <summary>The row of another identity of the record; the primary one again when it had no other.</summary>
    public int Other;

    /// <summary>The symbol of the dataset.</summary>
    public int Dataset;

    /// <summary>Commit and position of the first such record: see <see cref="CommitStamp"/>. Tells the batch, too.</summary>
    public ulong Stamp;

    static EvidenceRow ILinkedRow<EvidenceRow>.FreeRow => default;

    static ref int ILinkedRow<EvidenceRow>.NextOf(ref EvidenceRow row) => ref row.Next;

    // Epochs start at 1, so no record has this stamp.
    static bool ILinkedRow<EvidenceRow>.IsFree(in EvidenceRow row) => row.Stamp == 0;

    /// <summary>Returns whether another row of the same batch says the same.</summary>
    public readonly bool IsSameLink(in EvidenceRow other) => Primary == other.Primary && Other == other.Other && Dataset == other.Dataset;
}
